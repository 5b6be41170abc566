package dev.setpoint.api.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String body(String text, boolean head) throws IOException {
    InputStream in = in(text);
    try (InputStream body = AnswerBody.of(HttpAnswer.read(in), head, in)) {
      return new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void headsAreReadPastInformation() throws IOException {
    HttpAnswer answer =
        HttpAnswer.read(
            in("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nA: b\r\na:c\r\n\r\n"));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("a")).isEqualTo("b");
    assertThat(answer.headers()).hasSize(2);
  }

  @Test
  void bodiesEndWhereTheHeadSays() throws IOException {
    assertThat(body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", false)).isEqualTo("abc");
    assertThat(body("HTTP/1.0 200 OK\r\n\r\nabcdef", false)).isEqualTo("abcdef");
    assertThat(
            body(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"
                    + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: r\r\n\r\nnext",
                false))
        .isEqualTo("abcde");
    assertThat(body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", true)).isEmpty();
    assertThat(body("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", false)).isEmpty();
  }

  @Test
  void aBodyCutShortIsNoEnd() {
    assertThatThrownBy(() -> body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", false))
        .hasMessage("unexpected EOF");
    assertThatThrownBy(
            () -> body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", false))
        .hasMessage("unexpected EOF");
  }

  @Test
  void noLineAndNoHeadGrowsForEver() {
    assertThatThrownBy(() -> HttpAnswer.read(in("HTTP/1.1 200 " + "x".repeat(20_000))))
        .hasMessage("malformed HTTP response");
    String headers = ("H: " + "x".repeat(10_000) + "\r\n").repeat(20);
    assertThatThrownBy(() -> HttpAnswer.read(in("HTTP/1.1 200 OK\r\n" + headers)))
        .hasMessage("malformed HTTP response");
    assertThatThrownBy(() -> body("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", false))
        .hasMessage("malformed HTTP response");
  }

  @Test
  void garbageIsAnAnswerOrAnError() {
    byte[] good =
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n3\r\nabc\r\n"
                + "a\r\n0123456789\r\n0\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    Random random = new Random(3);
    int whole = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = good.clone();
      for (int i = random.nextInt(5); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(body(new String(bytes, StandardCharsets.ISO_8859_1), false).length())
            .isLessThanOrEqualTo(bytes.length);
        whole++;
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotNull();
      }
    }
    assertThat(whole).isPositive();
  }
}

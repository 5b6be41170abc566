package dev.setpoint.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChannelMessagesTest {

  private static final class Recorder implements ChannelMessages.Sink {
    private final TreeMap<Integer, ByteArrayOutputStream> data = new TreeMap<>();
    private final StringBuilder closed = new StringBuilder();

    @Override
    public void data(int channel, byte[] bytes, int offset, int length) {
      data.computeIfAbsent(channel, c -> new ByteArrayOutputStream()).write(bytes, offset, length);
    }

    @Override
    public void closed(int channel) {
      closed.append(channel).append(' ');
    }

    String text(int channel) {
      return data.get(channel).toString(StandardCharsets.UTF_8);
    }
  }

  private final Recorder seen = new Recorder();

  private static void feed(ChannelMessages messages, byte[] message, int piece) throws IOException {
    int at = 0;
    do {
      int n = Math.min(piece, message.length - at);
      messages.part(message, at, n, at + n == message.length);
      at += n;
    } while (at < message.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void theFirstByteIsTheChannelHoweverTheMessageIsCut() throws IOException {
    for (int piece = 1; piece < 9; piece++) {
      Recorder each = new Recorder();
      ChannelMessages messages = new ChannelMessages(false, true, each);
      feed(messages, bytes("\0hello"), piece);
      feed(messages, bytes("\4{}"), piece);
      feed(messages, bytes("\0 world"), piece);
      assertThat(each.text(0)).isEqualTo("hello world");
      assertThat(each.text(4)).isEqualTo("{}");
    }
  }

  @Test
  void base64IsDecodedHoweverTheMessageIsCut() throws IOException {
    String text = "any length of text, in one message";
    byte[] message = bytes("0" + Base64.getEncoder().encodeToString(bytes(text)));
    for (int piece = 1; piece <= message.length; piece++) {
      Recorder each = new Recorder();
      ChannelMessages messages = new ChannelMessages(true, false, each);
      feed(messages, message, piece);
      feed(messages, message, piece);
      assertThat(each.text(0)).isEqualTo(text + text);
    }
  }

  @Test
  void channel255ClosesSinceVersion5() throws IOException {
    feed(new ChannelMessages(false, true, seen), new byte[] {(byte) 255, 0}, 2);
    feed(new ChannelMessages(false, true, seen), new byte[] {(byte) 255, 0}, 1);
    assertThat(seen.closed).hasToString("0 0 ");
    feed(new ChannelMessages(false, false, seen), new byte[] {(byte) 255, 0}, 2);
    assertThat(seen.data).containsOnlyKeys(255);
  }

  @Test
  void emptyMessagesSayNothing() throws IOException {
    ChannelMessages messages = new ChannelMessages(false, true, seen);
    feed(messages, new byte[0], 1);
    feed(messages, new byte[] {0}, 1);
    feed(messages, bytes("\0x"), 2);
    assertThat(seen.text(0)).isEqualTo("x");
  }

  @Test
  void whatIsNotBase64EndsTheConnection() {
    ChannelMessages messages = new ChannelMessages(true, false, seen);
    assertThatThrownBy(() -> feed(messages, bytes("0!!!!"), 9)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> feed(new ChannelMessages(true, false, seen), bytes("\1AA"), 9))
        .isInstanceOf(IOException.class);
  }

  @Test
  void garbageIsDataOrAnErrorOfTheConnection() {
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 50_000; round++) {
      ChannelMessages messages =
          new ChannelMessages(random.nextBoolean(), random.nextBoolean(), new Recorder());
      byte[] message = new byte[random.nextInt(40)];
      random.nextBytes(message);
      try {
        feed(messages, message, 1 + random.nextInt(40));
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}

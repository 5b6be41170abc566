package dev.setpoint.api.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.api.proxy.HttpAnswer.Header;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {

  @Test
  void nothingThatSaysWhoAsksIsPassedOn() {
    List<Header> kept =
        ForwardedHeaders.ofRequest(
            List.of(
                new Header("Authorization", "Bearer secret"),
                new Header("Impersonate-User", "root"),
                new Header("X-Remote-Group", "system:masters"),
                new Header("Cookie", "a=b"),
                new Header("Connection", "close, X-Mine"),
                new Header("x-mine", "1"),
                new Header("TE", "trailers"),
                new Header("Upgrade", "websocket"),
                new Header("X-Forwarded-Host", "elsewhere"),
                new Header(
                    "Sec-WebSocket-Protocol",
                    "base64url.bearer.authorization.k8s.io.c2VjcmV0, chat"),
                new Header("Accept", "*/*")));
    assertThat(kept)
        .containsExactly(
            new Header("Cookie", "a=b"),
            new Header("Sec-WebSocket-Protocol", "chat"),
            new Header("Accept", "*/*"));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/namespaces/a/pods/b:80/proxy/x%2Fy/../z, 6, /x%2Fy/../z",
    "/api/v1/namespaces/a/pods/b/proxy, 6, ''",
    "/api/v1/namespaces/a/pods/b/proxy/, 6, /",
    "//api/v1/nodes//n/proxy//logs/, 4, //logs/"
  })
  void pathsAreCutAtTheSubresource(String uri, int above, String rest) {
    ProxyPath path = ProxyPath.of(uri, above);
    assertThat(path.rest()).isEqualTo(rest);
    assertThat(path.prefix() + path.rest()).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource({
    "/login?next=%2F#top, /p/proxy/login?next=%2F#top",
    "http://10.0.0.1:80/login, /p/proxy/login",
    "https://api:6443/login, /p/proxy/login",
    "http://elsewhere/login, http://elsewhere/login",
    "login, login",
    "/p/proxy/login, /p/proxy/login",
    "mailto:a@b, mailto:a@b",
    "'http://[broken', 'http://[broken'"
  })
  void redirectsStayInTheProxy(String location, String rewritten) {
    assertThat(
            new ProxyPath("/p/proxy", "/").location(location, List.of("10.0.0.1:80", "api:6443")))
        .isEqualTo(rewritten);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "localhost",
        ""
      })
  void theServersOwnAndTheLinksAddressesAreNotProxiedTo(String ip) {
    assertThat(ProxyableAddress.allowed(ip)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.244.0.7", "192.168.1.1", "8.8.8.8", "fd00::7", "2001:db8::1"})
  void othersAre(String ip) {
    assertThat(ProxyableAddress.allowed(ip)).isTrue();
  }

  @Test
  void namesMayHaveSchemesAndPorts() {
    assertThat(SchemeNamePort.parse("a", "pod")).isEqualTo(new SchemeNamePort("", "a", ""));
    assertThat(SchemeNamePort.parse("a:80", "pod")).isEqualTo(new SchemeNamePort("", "a", "80"));
    assertThat(SchemeNamePort.parse("https:a:web", "pod").secure()).isTrue();
    assertThat(SchemeNamePort.parse("https:a:", "pod").port()).isEmpty();
    for (String wrong : List.of("ftp:a:80", ":80", "a:b:c:d", "http::80")) {
      assertThatThrownBy(() -> SchemeNamePort.parse(wrong, "pod"))
          .hasMessage("invalid pod request \"" + wrong + "\"");
    }
  }
}

package dev.setpoint.api.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlLinksTest {

  private static InputStream rewriting(InputStream page) {
    return new HtmlLinks(
        page, link -> new ProxyPath("/p/proxy", "/").location(link, List.of("10.0.0.1:80")));
  }

  private static String rewritten(String page) throws IOException {
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    try (InputStream in = rewriting(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "<a href=\"/x?a=1&amp;b=2#c\">é</a>, <a href=\"/p/proxy/x?a=1&amp;b=2#c\">é</a>",
        "<A class=x HREF='/x'>, <A class=x HREF=\"/p/proxy/x\">",
        "<img src=/x.png alt=\"a > b\">, <img src=\"/p/proxy/x.png\" alt=\"a > b\">",
        "<form action=\"http://10.0.0.1:80/x\">, <form action=\"/p/proxy/x\">",
        "<a href=\"http://elsewhere/x\">, <a href=\"http://elsewhere/x\">",
        "<a href=x>, <a href=x>",
        "<a data=\"/x\">, <a data=\"/x\">",
        "<p href=\"/x\">, <p href=\"/x\">",
        "<script src=/x>'<a href=\"/x\">'</script><a href=/x>,"
            + " <script src=\"/p/proxy/x\">'<a href=\"/x\">'</script><a href=\"/p/proxy/x\">",
        "<!-- <a href=\"/x\"> --><a href=/x>, <!-- <a href=\"/x\"> --><a href=\"/p/proxy/x\">",
        "1 < 2 <a href=/x>, 1 < 2 <a href=\"/p/proxy/x\">",
        "<a href=\"/x, <a href=\"/x",
      })
  void linksLeadThroughTheProxy(String page, String wanted) throws IOException {
    assertThat(rewritten(page)).isEqualTo(wanted);
  }

  @Test
  void whatIsNoLinkPassesAsItIs() throws IOException {
    String page = "<!DOCTYPE html><title><a href=\"/x\"></title><b x='>'>" + "é<".repeat(100_000);
    assertThat(rewritten(page)).isEqualTo(page);
  }
}

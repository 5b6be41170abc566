package dev.setpoint.api.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A page whose links lead through the proxy that it came by. Which attributes are links is what
 * Kubernetes' proxy goes by (k8s.io/apimachinery/pkg/util/proxy).
 */
final class HtmlLinks extends InputStream {

  private static final Map<String, Set<String>> LINKS =
      Map.ofEntries(
          Map.entry("a", Set.of("href")),
          Map.entry("applet", Set.of("codebase")),
          Map.entry("area", Set.of("href")),
          Map.entry("audio", Set.of("src")),
          Map.entry("base", Set.of("href")),
          Map.entry("blockquote", Set.of("cite")),
          Map.entry("body", Set.of("background")),
          Map.entry("button", Set.of("formaction")),
          Map.entry("command", Set.of("icon")),
          Map.entry("del", Set.of("cite")),
          Map.entry("embed", Set.of("src")),
          Map.entry("form", Set.of("action")),
          Map.entry("frame", Set.of("longdesc", "src")),
          Map.entry("head", Set.of("profile")),
          Map.entry("html", Set.of("manifest")),
          Map.entry("iframe", Set.of("longdesc", "src")),
          Map.entry("img", Set.of("longdesc", "src", "usemap")),
          Map.entry("input", Set.of("src", "usemap", "formaction")),
          Map.entry("ins", Set.of("cite")),
          Map.entry("link", Set.of("href")),
          Map.entry("object", Set.of("classid", "codebase", "data", "usemap")),
          Map.entry("q", Set.of("cite")),
          Map.entry("script", Set.of("src")),
          Map.entry("source", Set.of("src")),
          Map.entry("video", Set.of("poster", "src")));

  /** What stands in these is no markup. */
  private static final Set<String> TEXT =
      Set.of("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes");

  private static final Pattern NAME = Pattern.compile("<([A-Za-z][^\\s/>]*)");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([^\\s\"'<>/=]++)(\\s*+=\\s*+)(\"[^\"]*+\"|'[^']*+'|[^\\s\"'>]++)");

  /** A longer tag is passed on as it is. */
  private static final int LONGEST = 64 * 1024;

  private final PushbackInputStream in;
  private final UnaryOperator<String> rewrite;
  private byte[] ready = {};
  private int at;

  /** The element whose text is being passed on; empty outside of such. */
  private String inText = "";

  /** Whether an answer has links, and a form that can be read. */
  static boolean isIn(HttpAnswer answer, boolean head) {
    String type = answer.header("Content-Type").split(";", 2)[0].strip();
    return !head
        && answer.status() != 204
        && answer.status() != 304
        && type.equalsIgnoreCase("text/html")
        && Set.of("", "gzip", "deflate").contains(answer.header("Content-Encoding"));
  }

  /** The body of such an answer, no longer compressed. */
  static InputStream through(HttpAnswer answer, InputStream body, UnaryOperator<String> rewrite)
      throws IOException {
    return new HtmlLinks(
        switch (answer.header("Content-Encoding")) {
          case "gzip" -> new GZIPInputStream(body);
          case "deflate" -> new InflaterInputStream(body, new Inflater(true));
          default -> body;
        },
        rewrite);
  }

  /**
   * @param page in any encoding that ASCII is part of
   * @param rewrite from a link in the page to the one through the proxy
   */
  HtmlLinks(InputStream page, UnaryOperator<String> rewrite) {
    this.in = new PushbackInputStream(page);
    this.rewrite = rewrite;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** As much as there is without a wait. */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length && (at < ready.length || done == 0 || in.available() > 0)) {
      if (at == ready.length && !advance()) {
        break;
      }
      int count = Math.min(length - done, ready.length - at);
      System.arraycopy(ready, at, into, offset + done, count);
      at += count;
      done += count;
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  /** Makes ready some text, or one tag or comment; false at the end. */
  private boolean advance() throws IOException {
    int c = in.read();
    if (c < 0) {
      return false;
    }
    StringBuilder part = new StringBuilder().append((char) c);
    if (c == '<') {
      readMarkup(part);
    } else {
      readText(part);
    }
    ready = rewritten(part.toString()).getBytes(StandardCharsets.ISO_8859_1);
    at = 0;
    return true;
  }

  private void readText(StringBuilder part) throws IOException {
    while (in.available() > 0 && part.length() < LONGEST) {
      int c = in.read();
      if (c == '<') {
        in.unread(c);
      }
      if (c == '<' || c < 0) {
        return;
      }
      part.append((char) c);
    }
  }

  /** Up to what ends it, unless it turns out to be none; a quote hides an end. */
  private void readMarkup(StringBuilder part) throws IOException {
    int quote = 0;
    while (part.length() < LONGEST) {
      int c = in.read();
      if (c < 0) {
        return;
      }
      part.append((char) c);
      if (!isMarkup(part)) {
        return;
      }
      boolean comment = part.indexOf("<!--") == 0;
      if (c == '>' && (comment ? endsWith(part, "-->") : quote == 0)) {
        return;
      }
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      }
    }
  }

  /** Whether what begins here can be markup: within text only the end of that. */
  private boolean isMarkup(StringBuilder part) {
    char second = part.charAt(1);
    if (inText.isEmpty()) {
      return Character.isLetter(second) || second == '/' || second == '!';
    }
    String end = "</" + inText;
    int length = Math.min(part.length(), end.length());
    return end.regionMatches(true, 0, part.toString(), 0, length);
  }

  private static boolean endsWith(StringBuilder part, String end) {
    return part.length() >= 4 + end.length()
        && part.indexOf(end, part.length() - end.length()) >= 0;
  }

  private String rewritten(String part) {
    Matcher name = NAME.matcher(part);
    if (part.startsWith("</") && isMarkup(new StringBuilder(part))) {
      inText = "";
    }
    if (!name.lookingAt() || !inText.isEmpty() || !part.endsWith(">")) {
      return part;
    }
    String element = name.group(1).toLowerCase(Locale.ROOT);
    inText = TEXT.contains(element) ? element : "";
    Set<String> links = LINKS.getOrDefault(element, Set.of());
    return links.isEmpty()
        ? part
        : part.substring(0, name.end())
            + ATTRIBUTE
                .matcher(part.substring(name.end()))
                .replaceAll(attribute -> Matcher.quoteReplacement(link(attribute, links)));
  }

  private String link(MatchResult attribute, Set<String> links) {
    if (!links.contains(attribute.group(1).toLowerCase(Locale.ROOT))) {
      return attribute.group();
    }
    String value = attribute.group(3);
    boolean quoted = value.startsWith("\"") || value.startsWith("'");
    String bare = quoted ? value.substring(1, value.length() - 1) : value;
    String link = bare.replace("&amp;", "&").strip();
    String through = rewrite.apply(link);
    return through.equals(link)
        ? attribute.group()
        : attribute.group(1) + attribute.group(2) + '"' + through.replace("&", "&amp;") + '"';
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

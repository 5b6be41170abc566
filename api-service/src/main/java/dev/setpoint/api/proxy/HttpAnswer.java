package dev.setpoint.api.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The head of an HTTP/1 answer, bounded in every direction. */
record HttpAnswer(int status, List<Header> headers) {

  private static final int LONGEST_LINE = 16 * 1024;
  private static final int LONGEST_HEAD = 128 * 1024;

  /** A header as it was sent. */
  record Header(String name, String value) {

    boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  /** Reads up to the body; answers that only announce another one are passed over. */
  static HttpAnswer read(InputStream in) throws IOException {
    HttpAnswer answer;
    do {
      answer = readOne(in);
    } while (answer.status >= 100 && answer.status < 200 && answer.status != 101);
    return answer;
  }

  private static HttpAnswer readOne(InputStream in) throws IOException {
    String first = line(in);
    String[] parts = first.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[1-9][0-9]{2}")) {
      throw new IOException("malformed HTTP response");
    }
    List<Header> headers = new ArrayList<>();
    int read = first.length();
    String line;
    while (!(line = line(in)).isEmpty()) {
      read += line.length();
      int colon = line.indexOf(':');
      if (colon <= 0 || read > LONGEST_HEAD) {
        throw new IOException("malformed HTTP response");
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new HttpAnswer(Integer.parseInt(parts[1]), List.copyOf(headers));
  }

  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) != '\n') {
      if (c < 0) {
        throw new EOFException("unexpected EOF");
      }
      if (line.length() >= LONGEST_LINE) {
        throw new IOException("malformed HTTP response");
      }
      line.append((char) c);
    }
    int end = line.length();
    String text =
        end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** The first value; empty when there is none. */
  String header(String name) {
    return headers.stream().filter(h -> h.is(name)).map(Header::value).findFirst().orElse("");
  }

  List<Header> without(String name) {
    return headers.stream().filter(h -> !h.is(name)).toList();
  }

  boolean chunked() {
    return header("Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked");
  }
}

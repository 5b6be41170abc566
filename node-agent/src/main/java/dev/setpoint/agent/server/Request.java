package dev.setpoint.agent.server;

import dev.setpoint.common.stream.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The head of an HTTP/1.1 request. */
record Request(
    String method,
    List<String> path,
    Map<String, List<String>> query,
    Map<String, String> headers) {

  /** A command to run comes in the line, from a client that has shown its certificate. */
  private static final int LONGEST_LINE = 1024 * 1024;

  private static final int MOST_HEADERS = 100;

  /** Null when the client closed the connection without asking anything. */
  static @Nullable Request read(InputStream in) throws IOException {
    String line = line(in);
    if (line == null) {
      return null;
    }
    String[] parts = line.split(" ");
    if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
      throw new IOException("malformed request line");
    }
    Map<String, String> headers = new HashMap<>();
    String header;
    while ((header = line(in)) != null && !header.isEmpty()) {
      int colon = header.indexOf(':');
      if (colon <= 0 || headers.size() >= MOST_HEADERS) {
        throw new IOException("malformed headers");
      }
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    URI target;
    try {
      target = URI.create(parts[1]);
    } catch (IllegalArgumentException e) {
      throw new IOException("malformed request target", e);
    }
    List<String> path = new ArrayList<>();
    for (String segment : String.valueOf(target.getRawPath()).split("/")) {
      if (!segment.isEmpty()) {
        path.add(decode(segment.replace("+", "%2B")));
      }
    }
    return new Request(parts[0], path, query(target.getRawQuery()), headers);
  }

  private static Map<String, List<String>> query(@Nullable String raw) throws IOException {
    Map<String, List<String>> query = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        query
            .computeIfAbsent(decode(name), n -> new ArrayList<>(1))
            .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decode(String text) throws IOException {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IOException("malformed escape", e);
    }
  }

  private static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) >= 0 && c != '\n') {
      if (line.length() >= LONGEST_LINE) {
        throw new IOException("line too long");
      }
      line.append((char) c);
    }
    if (c < 0 && line.isEmpty()) {
      return null;
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  /** All values of a parameter, in their order. */
  List<String> all(String name) {
    return query.getOrDefault(name, List.of());
  }

  /** The last value; null when there is none. */
  @Nullable String last(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? null : all.getLast();
  }

  boolean wantsUpgrade() {
    return Channel.PROTOCOL.equals(headers.get("upgrade"));
  }

  boolean flag(String name) {
    String value = last(name);
    return value != null && (value.equals("true") || value.equals("1"));
  }
}

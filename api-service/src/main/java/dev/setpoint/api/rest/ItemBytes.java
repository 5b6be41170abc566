package dev.setpoint.api.rest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Copies a stored object into a list without parsing it: items of a typed list carry no apiVersion
 * and kind of their own.
 */
final class ItemBytes {

  private static final byte[] KIND = "\"kind\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] API_VERSION = "\"apiVersion\"".getBytes(StandardCharsets.UTF_8);

  private ItemBytes() {}

  /**
   * @param json one valid JSON object
   */
  static void writeWithoutType(byte[] json, OutputStream out) throws IOException {
    int at = space(json, 0) + 1;
    out.write('{');
    boolean first = true;
    int pending = -1;
    int pendingEnd = -1;
    while (true) {
      at = space(json, at);
      if (json[at] == '}') {
        break;
      }
      if (json[at] == ',') {
        at = space(json, at + 1);
      }
      int key = at;
      int keyEnd = string(json, key);
      int value = space(json, space(json, keyEnd) + 1);
      at = value(json, value);
      if (is(json, key, keyEnd, KIND) || is(json, key, keyEnd, API_VERSION)) {
        first = flush(json, pending, pendingEnd, first, out);
        pending = -1;
      } else {
        pending = pending < 0 ? key : pending;
        pendingEnd = at;
      }
    }
    flush(json, pending, pendingEnd, first, out);
    out.write('}');
  }

  private static boolean flush(byte[] json, int from, int to, boolean first, OutputStream out)
      throws IOException {
    if (from < 0) {
      return first;
    }
    if (!first) {
      out.write(',');
    }
    out.write(json, from, to - from);
    return false;
  }

  private static boolean is(byte[] json, int from, int to, byte[] key) {
    return to - from == key.length && Arrays.equals(json, from, to, key, 0, key.length);
  }

  private static int space(byte[] json, int at) {
    while (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t') {
      at++;
    }
    return at;
  }

  /** The end of the string that starts at a quote. */
  private static int string(byte[] json, int at) {
    at++;
    while (json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  /** The end of the value that starts here. */
  private static int value(byte[] json, int at) {
    if (json[at] == '"') {
      return string(json, at);
    }
    if (json[at] != '{' && json[at] != '[') {
      while (json[at] != ',' && json[at] != '}' && json[at] > ' ') {
        at++;
      }
      return at;
    }
    int depth = 0;
    do {
      switch (json[at]) {
        case '"' -> at = string(json, at) - 1;
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      at++;
    } while (depth > 0);
    return at;
  }
}

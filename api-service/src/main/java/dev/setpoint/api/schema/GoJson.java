package dev.setpoint.api.schema;

import dev.setpoint.api.rest.GoText;
import java.nio.charset.StandardCharsets;

/**
 * Says what is wrong with JSON in encoding/json's words. Only used once a parse has failed, since
 * the API's error messages carry those words.
 */
public final class GoJson {

  /** More than any parser of ours reads, and less than a thread's stack bears. */
  private static final int MAX_DEPTH = 1_000;

  private final byte[] text;
  private int at;
  private int depth;

  private GoJson(byte[] text) {
    this.text = text;
  }

  /** The syntax error of {@code text}; empty when its syntax is fine. */
  public static String problem(byte[] text) {
    GoJson scanner = new GoJson(text);
    try {
      scanner.value();
      scanner.space();
      if (scanner.at < text.length) {
        throw scanner.unexpected("after top-level value");
      }
      return "";
    } catch (Problem e) {
      return e.text;
    }
  }

  private static final class Problem extends Exception {
    private final String text;

    Problem(String text) {
      super(text, null, false, false);
      this.text = text;
    }
  }

  private void value() throws Problem {
    byte c = next();
    switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> {
        if (c != '-' && !digit(c)) {
          throw unexpected("looking for beginning of value");
        }
        number();
      }
    }
  }

  private void object() throws Problem {
    enter();
    if (next() == '}') {
      leave();
      return;
    }
    while (true) {
      if (next() != '"') {
        throw unexpected("looking for beginning of object key string");
      }
      string();
      if (next() != ':') {
        throw unexpected("after object key");
      }
      at++;
      value();
      byte c = next();
      if (c == '}') {
        leave();
        return;
      }
      if (c != ',') {
        throw unexpected("after object key:value pair");
      }
      at++;
    }
  }

  private void array() throws Problem {
    enter();
    if (next() == ']') {
      leave();
      return;
    }
    while (true) {
      value();
      byte c = next();
      if (c == ']') {
        leave();
        return;
      }
      if (c != ',') {
        throw unexpected("after array element");
      }
      at++;
    }
  }

  private void enter() throws Problem {
    at++;
    if (++depth > MAX_DEPTH) {
      throw new Problem("exceeded max depth");
    }
  }

  private void leave() {
    at++;
    depth--;
  }

  private void string() throws Problem {
    at++;
    while (true) {
      byte c = raw();
      if (c == '"') {
        at++;
        return;
      }
      if (c >= 0 && c < 0x20) {
        throw unexpected("in string literal");
      }
      at++;
      if (c == '\\') {
        byte escaped = raw();
        if ("\"\\/bfnrtu".indexOf(escaped) < 0) {
          throw unexpected("in string escape code");
        }
        at++;
        for (int i = 0; escaped == 'u' && i < 4; i++) {
          if (Character.digit(raw(), 16) < 0) {
            throw unexpected("in \\u hexadecimal character escape");
          }
          at++;
        }
      }
    }
  }

  private void literal(String word) throws Problem {
    for (int i = 0; i < word.length(); i++) {
      String where = "in literal " + word + " (expecting '" + word.charAt(i) + "')";
      if (raw() != word.charAt(i)) {
        throw unexpected(where);
      }
      at++;
    }
  }

  private void number() throws Problem {
    if (text[at] == '-') {
      at++;
      if (!digit(raw())) {
        throw unexpected("in numeric literal");
      }
    }
    if (text[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length && text[at] == '.') {
      at++;
      if (!digit(raw())) {
        throw unexpected("after decimal point in numeric literal");
      }
      digits();
    }
    if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
      at++;
      byte sign = raw();
      if (sign == '+' || sign == '-') {
        at++;
      }
      if (!digit(raw())) {
        throw unexpected("in exponent of numeric literal");
      }
      digits();
    }
  }

  private void digits() {
    while (at < text.length && digit(text[at])) {
      at++;
    }
  }

  private static boolean digit(byte c) {
    return c >= '0' && c <= '9';
  }

  /** The next byte that is no space. */
  private byte next() throws Problem {
    space();
    return raw();
  }

  private void space() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) {
      at++;
    }
  }

  private byte raw() throws Problem {
    if (at >= text.length) {
      throw new Problem("unexpected end of JSON input");
    }
    return text[at];
  }

  private Problem unexpected(String where) {
    int c = text[at] & 0xff;
    String shown;
    if (c == '\'') {
      shown = "'\\''";
    } else if (c == '"') {
      shown = "'\"'";
    } else {
      String quoted = GoText.quote(new String(new byte[] {(byte) c}, StandardCharsets.ISO_8859_1));
      shown = "'" + quoted.substring(1, quoted.length() - 1) + "'";
    }
    return new Problem("invalid character " + shown + " " + where);
  }
}

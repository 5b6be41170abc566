package dev.setpoint.api.schema;

import java.util.Base64;

/** Padded base64 as Go's decoder takes it: line breaks are skipped, trailing bits ignored. */
final class Base64Text {

  private Base64Text() {}

  /** The index of the first byte that cannot be, as Go counts; -1 for good base64. */
  static int firstProblem(String text) {
    int length = text.length();
    int at = 0;
    while (true) {
      int start = at;
      int inGroup = 0;
      while (inGroup < 4) {
        if (at == length) {
          return inGroup == 0 ? -1 : at - inGroup;
        }
        char c = text.charAt(at++);
        if (isBreak(c)) {
          continue;
        }
        if (c == '=') {
          return inGroup < 2 ? at - 1 : afterPadding(text, at, inGroup);
        }
        if (!isDigit(c)) {
          return at - 1;
        }
        inGroup++;
      }
      if (at == start) {
        return -1;
      }
    }
  }

  /** Checks what follows the first padding character, which stands before {@code at}. */
  private static int afterPadding(String text, int at, int inGroup) {
    int next = skipBreaks(text, at);
    if (inGroup == 2) {
      if (next == text.length()) {
        return text.length();
      }
      if (text.charAt(next) != '=') {
        return next;
      }
      next = skipBreaks(text, next + 1);
    }
    return next < text.length() ? next : -1;
  }

  private static int skipBreaks(String text, int from) {
    int at = from;
    while (at < text.length() && isBreak(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isDigit(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }

  /** The same bytes, written as Go writes them. */
  static String canonical(String text) {
    String digits = text.replace("\n", "").replace("\r", "");
    return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(digits));
  }
}

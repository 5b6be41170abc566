package dev.setpoint.api.schema;

/** Where a text stops being padded base64, as Go's decoder counts. */
final class Base64Text {

  private Base64Text() {}

  /** The index of the first byte that cannot be; -1 for good base64. */
  static int firstProblem(String text) {
    int length = text.length();
    int end = length;
    while (end > 0 && length - end < 2 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean known =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == '+'
              || c == '/';
      if (!known) {
        return i;
      }
    }
    if (length % 4 == 0) {
      return end % 4 == 1 ? end : -1;
    }
    return end < length && end % 4 < 2 ? end : length - length % 4 + (end < length ? end % 4 : 0);
  }
}

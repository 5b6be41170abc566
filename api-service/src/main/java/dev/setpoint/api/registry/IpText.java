package dev.setpoint.api.registry;

import java.util.regex.Pattern;

/** IP addresses in text, checked without asking any resolver. */
public final class IpText {

  private static final Pattern V4 =
      Pattern.compile(
          "(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
  private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

  private IpText() {}

  public static boolean isIp(String text) {
    return isV4(text) || isV6Address(text);
  }

  public static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d|[1-9]\\d{1,2}")) {
      return false;
    }
    String address = text.substring(0, slash);
    int bits = Integer.parseInt(text.substring(slash + 1));
    return (isV4(address) && bits <= 32) || (isV6Address(address) && bits <= 128);
  }

  /** Whether an address or a range that is known to be one is of the newer family. */
  public static boolean isV6(String text) {
    return text.indexOf(':') >= 0;
  }

  private static boolean isV4(String text) {
    return V4.matcher(text).matches();
  }

  private static boolean isV6Address(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text) == 8;
    }
    if (text.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    int left = before.isEmpty() ? 0 : groups(before);
    int right = after.isEmpty() ? 0 : groups(after);
    return left >= 0 && right >= 0 && left + right < 8;
  }

  /** The number of 16-bit groups; -1 where one is none. The last 32 bits may be an IPv4 address. */
  private static int groups(String text) {
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      if (GROUP.matcher(parts[i]).matches()) {
        count++;
      } else if (i == parts.length - 1 && isV4(parts[i])) {
        count += 2;
      } else {
        return -1;
      }
    }
    return count;
  }
}

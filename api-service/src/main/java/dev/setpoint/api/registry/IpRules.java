package dev.setpoint.api.registry;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of fields with addresses and ranges, and what is warned of in those that are accepted. */
public final class IpRules {

  private static final String BAD_IP =
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  private static final String BAD_CIDR =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private IpRules() {}

  /** Whether the address is fine, in a field from the time when odd forms were accepted. */
  public static boolean lenient(String text, String path, FieldErrors errors) {
    if (IpAddress.parse(text) == null) {
      errors.invalid(path, text, BAD_IP);
      return false;
    }
    return true;
  }

  /** Addresses that mean something to one host only are of no use to others. */
  public static void notSpecial(String text, String path, FieldErrors errors) {
    IpAddress ip = IpAddress.parse(text);
    if (ip == null) {
      errors.invalid(path, text, "must be a valid IP address");
      return;
    }
    if (ip.isUnspecified()) {
      errors.invalid(path, text, "may not be unspecified (" + text + ")");
    }
    if (ip.isLoopback()) {
      errors.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
    }
    if (ip.isLinkLocal()) {
      errors.invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
    }
    if (ip.isLinkLocalMulticast()) {
      errors.invalid(
          path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
  }

  public static void lenientCidr(String text, String path, FieldErrors errors) {
    if (Cidr.parse(text) == null) {
      errors.invalid(path, text, BAD_CIDR);
    }
  }

  /** Odd and non-canonical forms; empty for a good address and for none at all. */
  public static List<String> warnings(String text, String path) {
    IpAddress ip = IpAddress.parse(text);
    if (ip == null) {
      return List.of();
    }
    if (isOdd(text, ip)) {
      return List.of(
          path
              + ": non-standard IP address "
              + GoFormat.quote(text)
              + " will be considered invalid in a future Kubernetes release: use "
              + GoFormat.quote(ip.toString()));
    }
    return ip.isV4() || ip.toString().equals(text)
        ? List.of()
        : List.of(
            path
                + ": IPv6 address "
                + GoFormat.quote(text)
                + " should be in RFC 5952 canonical format ("
                + GoFormat.quote(ip.toString())
                + ")");
  }

  public static List<String> cidrWarnings(String text, String path) {
    Cidr cidr = Cidr.parse(text);
    if (cidr == null) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>();
    if (cidr.hasBitsBehindPrefix()) {
      int whole = cidr.given().isV4() ? 32 : 128;
      warnings.add(
          path
              + ": CIDR value "
              + GoFormat.quote(text)
              + " is ambiguous in this context (should be "
              + GoFormat.quote(cidr.toString())
              + " or "
              + GoFormat.quote(cidr.given() + "/" + whole)
              + "?)");
    }
    if (isOdd(text.substring(0, text.indexOf('/')), cidr.given())) {
      warnings.add(
          path
              + ": non-standard CIDR value "
              + GoFormat.quote(text)
              + " will be considered invalid in a future Kubernetes release: use "
              + GoFormat.quote(cidr.toString()));
    }
    String canonical = cidr.given() + "/" + cidr.bits();
    if (warnings.isEmpty() && !cidr.given().isV4() && !canonical.equals(text)) {
      warnings.add(
          path
              + ": IPv6 CIDR value "
              + GoFormat.quote(text)
              + " should be in RFC 5952 canonical format ("
              + GoFormat.quote(canonical)
              + ")");
    }
    return warnings;
  }

  /** What keeps a text from being an address in its canonical form. */
  public static List<String> strictProblems(String text) {
    IpAddress ip = IpAddress.parse(text);
    if (ip == null) {
      return List.of(BAD_IP);
    }
    if (!IpText.isIp(text)) {
      return List.of("must not have leading 0s");
    }
    if (ip.isV4() && IpText.isV6(text)) {
      return List.of("must not be an IPv4-mapped IPv6 address");
    }
    return ip.toString().equals(text)
        ? List.of()
        : List.of("must be in canonical form (" + GoFormat.quote(ip.toString()) + ")");
  }

  /** The same for a range, whose address may have no bits behind the prefix. */
  public static List<String> strictCidrProblems(String text) {
    Cidr cidr = Cidr.parse(text);
    if (cidr == null) {
      return List.of(BAD_CIDR);
    }
    if (isOdd(text.substring(0, text.indexOf('/')), cidr.given())) {
      return List.of(
          cidr.given().isV4() && IpText.isV6(text)
              ? "must not have an IPv4-mapped IPv6 address"
              : "must not have leading 0s in IP");
    }
    if (cidr.hasBitsBehindPrefix()) {
      return List.of("must not have bits set beyond the prefix length");
    }
    return cidr.toString().equals(text)
        ? List.of()
        : List.of("must be in canonical form (" + GoFormat.quote(cidr.toString()) + ")");
  }

  /** Leading zeros, or an IPv4 address written as one of the newer family. */
  private static boolean isOdd(String text, @Nullable IpAddress ip) {
    return !IpText.isIp(text) || (ip != null && ip.isV4() && IpText.isV6(text));
  }
}

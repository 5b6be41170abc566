package dev.setpoint.agent.step;

import java.util.regex.Pattern;

/** The parts of an image's name that matter for pulling it. */
final class ImageReference {

  private static final Pattern VALID =
      Pattern.compile(
          "(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::[0-9]+)?/)?"
              + "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
              + "(?::[\\w][\\w.-]{0,127})?(?:@[a-z0-9]+:[0-9a-fA-F]{32,})?");
  private static final Pattern ID = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");

  private ImageReference() {}

  static boolean valid(String image) {
    return VALID.matcher(image).matches() || ID.matcher(image).matches();
  }

  /** {@code docker.io} unless the first part names a host. */
  static String registry(String image) {
    int slash = image.indexOf('/');
    String first = slash < 0 ? "" : image.substring(0, slash);
    return first.contains(".") || first.contains(":") || first.equals("localhost")
        ? first
        : "docker.io";
  }

  /** {@code latest} and untagged images are pulled each time unless the Pod says otherwise. */
  static String defaultPolicy(String image) {
    if (image.contains("@")) {
      return "IfNotPresent";
    }
    int colon = image.lastIndexOf(':');
    boolean tagged = colon > image.lastIndexOf('/');
    return !tagged || image.endsWith(":latest") ? "Always" : "IfNotPresent";
  }
}

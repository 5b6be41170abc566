package dev.setpoint.common.resource;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Name suffixes as Kubernetes makes them: without vowels and look-alikes, so no words appear. */
public final class SafeNames {

  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;
  private static final int LONGEST_BASE = 63 - SUFFIX;

  private SafeNames() {}

  /** What the API makes of a generateName; choosing it ourselves makes a retried create safe. */
  public static String generate(String base, RandomGenerator random) {
    StringBuilder name =
        new StringBuilder(base.substring(0, Math.min(base.length(), LONGEST_BASE)));
    for (int i = 0; i < SUFFIX; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }

  /** Spells any text in the safe alphabet, a character for a character. */
  public static String encode(String text) {
    StringBuilder safe = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      safe.append(ALPHABET.charAt((b & 0xff) % ALPHABET.length()));
    }
    return safe.toString();
  }
}

package dev.setpoint.api.pipeline;

import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/** Completes generateName, with letters that spell no words (k8s.io/apimachinery/pkg/util/rand). */
@Component
public class NameGenerator {

  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;
  private static final int MAX_BASE = 63 - SUFFIX;

  private final RandomGenerator random;

  @org.springframework.beans.factory.annotation.Autowired
  NameGenerator() {
    this(new java.security.SecureRandom());
  }

  NameGenerator(RandomGenerator random) {
    this.random = random;
  }

  public String generate(String base) {
    StringBuilder name =
        new StringBuilder(base.length() > MAX_BASE ? base.substring(0, MAX_BASE) : base);
    for (int i = 0; i < SUFFIX; i++) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }
}

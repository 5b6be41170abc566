package dev.setpoint.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of resources; the three that every Pod and Node has are primitives, so that comparing
 * them in a filter allocates nothing.
 *
 * @param milliCpu thousandths of a core
 * @param memory bytes
 * @param ephemeralStorage bytes
 * @param others extended resources and huge pages by name, without zeros
 */
public record ResourceVector(
    long milliCpu, long memory, long ephemeralStorage, Map<String, Long> others) {

  public static final String CPU = "cpu";
  public static final String MEMORY = "memory";
  public static final String EPHEMERAL_STORAGE = "ephemeral-storage";
  public static final String PODS = "pods";

  public static final ResourceVector ZERO = new ResourceVector(0, 0, 0, Map.of());

  public ResourceVector {
    others = Map.copyOf(others);
  }

  /** Reads a list of requests or of allocatable amounts; {@code pods} is not part of the vector. */
  public static ResourceVector of(@Nullable Map<String, Quantity> amounts) {
    if (amounts == null || amounts.isEmpty()) {
      return ZERO;
    }
    long cpu = 0;
    long memory = 0;
    long storage = 0;
    Map<String, Long> others = Map.of();
    for (Map.Entry<String, Quantity> amount : amounts.entrySet()) {
      switch (amount.getKey()) {
        case CPU -> cpu = Quantities.milliValue(amount.getValue());
        case MEMORY -> memory = Quantities.value(amount.getValue());
        case EPHEMERAL_STORAGE -> storage = Quantities.value(amount.getValue());
        case PODS -> {}
        default -> {
          long value = Quantities.value(amount.getValue());
          if (value != 0) {
            others = others.isEmpty() ? new HashMap<>() : others;
            others.put(amount.getKey(), value);
          }
        }
      }
    }
    return new ResourceVector(cpu, memory, storage, others);
  }

  public long other(String name) {
    Long amount = others.get(name);
    return amount == null ? 0 : amount;
  }

  public boolean isZero() {
    return milliCpu == 0 && memory == 0 && ephemeralStorage == 0 && others.isEmpty();
  }

  public ResourceVector plus(ResourceVector other) {
    return new ResourceVector(
        milliCpu + other.milliCpu,
        memory + other.memory,
        ephemeralStorage + other.ephemeralStorage,
        merged(other, Long::sum));
  }

  /** The larger of both in each resource. */
  public ResourceVector max(ResourceVector other) {
    return new ResourceVector(
        Math.max(milliCpu, other.milliCpu),
        Math.max(memory, other.memory),
        Math.max(ephemeralStorage, other.ephemeralStorage),
        merged(other, Math::max));
  }

  private Map<String, Long> merged(
      ResourceVector other, java.util.function.BinaryOperator<Long> by) {
    if (other.others.isEmpty()) {
      return others;
    }
    if (others.isEmpty()) {
      return other.others;
    }
    Map<String, Long> sum = new HashMap<>(others);
    other.others.forEach((name, amount) -> sum.merge(name, amount, by));
    return sum;
  }
}

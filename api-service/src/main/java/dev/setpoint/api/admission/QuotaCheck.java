package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.common.quota.PodAmounts;
import dev.setpoint.common.quota.QuotaUsage;
import dev.setpoint.common.resource.Quantity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds one write against one quota: pure, so that it can be repeated on a newer quota. */
final class QuotaCheck {

  /** What came of a check. */
  sealed interface Verdict {
    /** The quota is not about this write, or the write uses nothing more of it. */
    record Unaffected() implements Verdict {}

    /** The quota as it will be, with what the write uses. */
    record Charged(ObjectNode quota) implements Verdict {}

    record Refused(String why) implements Verdict {}
  }

  private final QuotaUsage evaluator;
  private final ObjectNode object;
  private final Map<String, Quantity> added;

  /**
   * @param old what the write replaces; null for a creation
   */
  QuotaCheck(QuotaUsage evaluator, ObjectNode object, @Nullable ObjectNode old) {
    this.evaluator = evaluator;
    this.object = object;
    this.added = new TreeMap<>(evaluator.usage(object));
    Map<String, Quantity> before = old == null ? Map.of() : evaluator.usage(old);
    added.replaceAll((name, amount) -> amount.minus(before.getOrDefault(name, Quantity.ZERO)));
    added.values().removeIf(amount -> amount.value().signum() <= 0);
  }

  /**
   * @param quota not changed
   */
  Verdict against(ObjectNode quota) {
    JsonNode hard = at(quota, "status", "hard");
    JsonNode used = at(quota, "status", "used");
    Set<String> concerned = new TreeSet<>(hard.propertyNames());
    concerned.removeIf(name -> !evaluator.counts(name));
    if (concerned.isEmpty() || !evaluator.holds(quota.path("spec"), object)) {
      return new Verdict.Unaffected();
    }
    String name = text(quota, "metadata", "name");
    String missing = evaluator.missing(concerned, object);
    if (!missing.isEmpty()) {
      return new Verdict.Refused("failed quota: " + name + ": " + missing);
    }
    if (!concerned.stream().allMatch(used::has)) {
      return new Verdict.Refused(
          "status unknown for quota: " + name + ", resources: " + String.join(",", concerned));
    }
    concerned.retainAll(added.keySet());
    return concerned.isEmpty() ? new Verdict.Unaffected() : charge(quota, name, concerned);
  }

  private Verdict charge(ObjectNode quota, String name, Set<String> concerned) {
    Map<String, Quantity> hard = PodAmounts.parse(at(quota, "status", "hard"));
    Map<String, Quantity> used = PodAmounts.parse(at(quota, "status", "used"));
    Set<String> exceeded = new TreeSet<>();
    ObjectNode charged = quota.deepCopy();
    ObjectNode usage = child(child(charged, "status"), "used");
    for (String resource : concerned) {
      Quantity next = amount(used, resource).plus(amount(added, resource));
      usage.put(resource, next.toString());
      if (next.compareTo(amount(hard, resource)) > 0) {
        exceeded.add(resource);
      }
    }
    return exceeded.isEmpty()
        ? new Verdict.Charged(charged)
        : new Verdict.Refused(
            "exceeded quota: "
                + name
                + ", requested: "
                + shown(added, exceeded)
                + ", used: "
                + shown(used, exceeded)
                + ", limited: "
                + shown(hard, exceeded));
  }

  private static Quantity amount(Map<String, Quantity> amounts, String name) {
    return amounts.getOrDefault(name, Quantity.ZERO);
  }

  private static String shown(Map<String, Quantity> amounts, Set<String> names) {
    return names.stream()
        .map(name -> name + "=" + amount(amounts, name))
        .collect(Collectors.joining(","));
  }
}

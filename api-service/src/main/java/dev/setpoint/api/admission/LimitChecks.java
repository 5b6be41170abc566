package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.common.quota.PodAmounts;
import dev.setpoint.common.resource.Quantity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Holds Pods and claims against a LimitRange, and says which of its limits they break. */
final class LimitChecks {

  private final String type;
  private final List<String> problems = new ArrayList<>();

  private LimitChecks(String type) {
    this.type = type;
  }

  static List<String> pod(ObjectNode pod, ObjectNode range) {
    List<String> problems = new ArrayList<>();
    for (ObjectNode limit : objects(range, "spec", "limits")) {
      LimitChecks checks = new LimitChecks(text(limit, "type"));
      if (checks.type.equals("Container")) {
        for (ObjectNode container : PodAmounts.containers(pod.path("spec"))) {
          checks.compute(
              limit,
              PodAmounts.amounts(container, "requests"),
              PodAmounts.amounts(container, "limits"));
        }
      } else if (checks.type.equals("Pod")) {
        checks.compute(
            limit,
            PodAmounts.of(pod.path("spec"), "requests"),
            PodAmounts.of(pod.path("spec"), "limits"));
      }
      problems.addAll(checks.problems);
    }
    return problems;
  }

  static List<String> claim(ObjectNode claim, ObjectNode range) {
    List<String> problems = new ArrayList<>();
    Map<String, Quantity> requests =
        PodAmounts.parse(claim.path("spec").path("resources").path("requests"));
    for (ObjectNode limit : objects(range, "spec", "limits")) {
      LimitChecks checks = new LimitChecks(text(limit, "type"));
      if (checks.type.equals("PersistentVolumeClaim")) {
        PodAmounts.parse(limit.path("min"))
            .forEach((name, least) -> checks.least(name, least, requests.get(name), null));
        PodAmounts.parse(limit.path("max"))
            .forEach((name, most) -> checks.mostRequest(name, most, requests.get(name)));
      }
      problems.addAll(checks.problems);
    }
    return problems;
  }

  private void compute(
      ObjectNode limit, Map<String, Quantity> requests, Map<String, Quantity> limits) {
    PodAmounts.parse(limit.path("min"))
        .forEach((name, least) -> least(name, least, requests.get(name), limits.get(name)));
    PodAmounts.parse(limit.path("max"))
        .forEach((name, most) -> most(name, most, requests.get(name), limits.get(name)));
    PodAmounts.parse(limit.path("maxLimitRequestRatio"))
        .forEach((name, ratio) -> ratio(name, ratio, requests.get(name), limits.get(name)));
  }

  private void least(
      String name, Quantity least, @Nullable Quantity request, @Nullable Quantity limit) {
    String subject = "minimum " + name + " usage per " + type + " is " + least;
    if (request == null) {
      problems.add(subject + ".  No request is specified");
    } else if (request.compareTo(least) < 0) {
      problems.add(subject + ", but request is " + request);
    } else if (limit != null && limit.compareTo(least) < 0) {
      problems.add(subject + ", but limit is " + limit);
    }
  }

  private void most(
      String name, Quantity most, @Nullable Quantity request, @Nullable Quantity limit) {
    String subject = "maximum " + name + " usage per " + type + " is " + most;
    if (limit == null) {
      problems.add(subject + ".  No limit is specified");
    } else if (limit.compareTo(most) > 0) {
      problems.add(subject + ", but limit is " + limit);
    } else if (request != null && request.compareTo(most) > 0) {
      problems.add(subject + ", but request is " + request);
    }
  }

  private void mostRequest(String name, Quantity most, @Nullable Quantity request) {
    String subject = "maximum " + name + " usage per " + type + " is " + most;
    if (request == null) {
      problems.add(subject + ".  No request is specified");
    } else if (request.compareTo(most) > 0) {
      problems.add(subject + ", but request is " + request);
    }
  }

  private void ratio(
      String name, Quantity most, @Nullable Quantity request, @Nullable Quantity limit) {
    String subject = name + " max limit to request ratio per " + type + " is " + most;
    if (request == null || request.value().signum() == 0) {
      problems.add(subject + ", but no request is specified or request is 0");
    } else if (limit == null || limit.value().signum() == 0) {
      problems.add(subject + ", but no limit is specified or limit is 0");
    } else {
      BigDecimal ratio = limit.value().divide(request.value(), MathContext.DECIMAL64);
      if (ratio.compareTo(most.value()) > 0) {
        problems.add(String.format(Locale.ROOT, "%s, but provided ratio is %f", subject, ratio));
      }
    }
  }
}

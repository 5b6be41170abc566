package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.common.quota.ResourceNames;
import dev.setpoint.common.resource.Quantity;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of LimitRanges (k8s.io/kubernetes/pkg/apis/core/validation). */
final class LimitRangeRules {

  private static final List<String> TYPES = List.of("Pod", "Container", "PersistentVolumeClaim");
  private static final String POD_HAS_NONE = "may not be specified when `type` is 'Pod'";

  private LimitRangeRules() {}

  static void validate(ObjectNode range, FieldErrors errors) {
    Set<String> types = new HashSet<>();
    List<ObjectNode> limits = objects(range, "spec", "limits");
    for (int i = 0; i < limits.size(); i++) {
      String path = "spec.limits[" + i + "]";
      String type = text(limits.get(i), "type");
      type(type, path + ".type", errors);
      if (!types.add(type)) {
        errors.duplicate(path + ".type", type);
      }
      limit(limits.get(i), type, path, errors);
    }
  }

  private static void type(String type, String path, FieldErrors errors) {
    List<String> problems = Names.qualifiedName(type);
    errors.invalid(path, type, problems);
    if (problems.isEmpty() && !type.contains("/") && !TYPES.contains(type)) {
      errors.invalid(path, type, "must be a standard limit type or fully qualified");
    }
  }

  private static void limit(ObjectNode limit, String type, String path, FieldErrors errors) {
    Set<String> names = new TreeSet<>();
    names.addAll(names(limit, "max", type, path, errors));
    names.addAll(names(limit, "min", type, path, errors));
    if (type.equals("Pod")) {
      for (String field : List.of("default", "defaultRequest")) {
        if (!limit.path(field).isEmpty()) {
          errors.forbidden(path + "." + field, POD_HAS_NONE);
        }
      }
    } else {
      names.addAll(names(limit, "default", type, path, errors));
      names.addAll(names(limit, "defaultRequest", type, path, errors));
    }
    if (type.equals("PersistentVolumeClaim")
        && !has(limit, "min", "storage")
        && !has(limit, "max", "storage")) {
      errors.required(
          path + ".limits",
          "either minimum or maximum storage value is required, but neither was provided");
    }
    names.addAll(names(limit, "maxLimitRequestRatio", type, path, errors));
    for (String name : names) {
      new Bounds(limit, name, path, type.equals("Pod"), errors).check();
    }
  }

  private static Set<String> names(
      ObjectNode limit, String field, String type, String path, FieldErrors errors) {
    Set<String> names = new TreeSet<>(limit.path(field).propertyNames());
    for (String name : names) {
      String at = path + "." + field + "[" + name + "]";
      if (type.equals("Pod") || type.equals("Container")) {
        ResourceRules.containerName(name, at, errors);
      } else {
        ResourceRules.name(name, at, errors);
      }
    }
    return names;
  }

  /** All that is said of one resource, which must agree. */
  private static final class Bounds {
    private final String name;
    private final String path;
    private final FieldErrors errors;
    private final @Nullable Quantity min;
    private final @Nullable Quantity max;
    private final @Nullable Quantity limit;
    private final @Nullable Quantity request;
    private final @Nullable Quantity ratio;

    Bounds(ObjectNode limits, String name, String path, boolean ofPod, FieldErrors errors) {
      this.name = name;
      this.path = path;
      this.errors = errors;
      min = amount(limits.path("min"), name);
      max = amount(limits.path("max"), name);
      limit = ofPod ? null : amount(limits.path("default"), name);
      request = ofPod ? null : amount(limits.path("defaultRequest"), name);
      ratio = amount(limits.path("maxLimitRequestRatio"), name);
    }

    private static @Nullable Quantity amount(JsonNode amounts, String name) {
      return amounts.has(name) ? Quantity.of(amounts.path(name)) : null;
    }

    void check() {
      ordered("min", min, "min value", min, "max value", max);
      ordered("defaultRequest", request, "min value", min, "default request value", request);
      ordered("defaultRequest", request, "default request value", request, "max value", max);
      ordered(
          "defaultRequest",
          request,
          "default request value",
          request,
          "default limit value",
          limit);
      ordered("default", min, "min value", min, "default value", limit);
      ordered("default", max, "default value", limit, "max value", max);
      if (ratio != null) {
        ratio(ratio);
      }
      boolean overcommit = ResourceNames.isNative(name) && !ResourceNames.isHugePages(name);
      if (!overcommit && limit != null && request != null && limit.compareTo(request) != 0) {
        invalid(
            "default",
            limit,
            "default value "
                + limit
                + " must equal to defaultRequest value "
                + request
                + " in "
                + name);
      }
    }

    private void ordered(
        String field,
        @Nullable Quantity shown,
        String lowName,
        @Nullable Quantity low,
        String highName,
        @Nullable Quantity high) {
      if (shown != null && low != null && high != null && low.compareTo(high) > 0) {
        invalid(field, shown, lowName + " " + low + " is greater than " + highName + " " + high);
      }
    }

    private void ratio(Quantity ratio) {
      if (ratio.value().compareTo(BigDecimal.ONE) < 0) {
        invalid("maxLimitRequestRatio", ratio, "ratio " + ratio + " is less than 1");
      }
      if (min != null && max != null) {
        double most = max.value().doubleValue() / min.value().doubleValue();
        if (ratio.value().doubleValue() > most) {
          invalid(
              "maxLimitRequestRatio",
              ratio,
              String.format(Locale.ROOT, "ratio %s is greater than max/min = %f", ratio, most));
        }
      }
    }

    private void invalid(String field, Quantity shown, String why) {
      errors.invalid(path + "." + field + "[" + name + "]", Quantities.shown(shown), why);
    }
  }
}

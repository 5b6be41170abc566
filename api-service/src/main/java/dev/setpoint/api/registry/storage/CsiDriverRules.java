package dev.setpoint.api.registry.storage;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Validation of CSIDrivers (k8s.io/kubernetes/pkg/apis/storage/validation). */
final class CsiDriverRules {

  /** Behind a gate that is off in Kubernetes 1.33. */
  static final String UNSERVED = "nodeAllocatableUpdatePeriodSeconds";

  private static final List<String> GROUP_POLICIES =
      List.of("File", "None", "ReadWriteOnceWithFSType");
  private static final List<String> LIFECYCLE_MODES = List.of("Persistent", "Ephemeral");
  private static final long TOKEN_MIN_SECONDS = 600;
  private static final long TOKEN_MAX_SECONDS = 1L << 32;

  private CsiDriverRules() {}

  static void validate(ObjectNode spec, FieldErrors errors) {
    mutable(spec, errors);
    for (String mode : texts(spec, "volumeLifecycleModes")) {
      if (!LIFECYCLE_MODES.contains(mode)) {
        errors.notSupported("spec.volumeLifecycleModes", mode, LIFECYCLE_MODES);
      }
    }
  }

  static void validateUpdate(ObjectNode spec, ObjectNode old, FieldErrors errors) {
    if (!same(spec, old, "attachRequired")) {
      // The field is named so in Kubernetes' messages, and only there.
      errors.immutable("spec.attachedRequired", flag(spec, "attachRequired"));
    }
    mutable(spec, errors);
    if (!same(spec, old, "volumeLifecycleModes")) {
      errors.immutable(
          "spec.volumeLifecycleModes",
          GoFormat.strings("storage.VolumeLifecycleMode", texts(spec, "volumeLifecycleModes")));
    }
  }

  private static void mutable(ObjectNode spec, FieldErrors errors) {
    String policy = text(spec, "fsGroupPolicy");
    if (!GROUP_POLICIES.contains(policy)) {
      errors.notSupported("spec.fsGroupPolicy", policy, GROUP_POLICIES);
    }
    Set<String> audiences = new HashSet<>();
    List<ObjectNode> requests = objects(spec, "tokenRequests");
    for (int i = 0; i < requests.size(); i++) {
      String path = "spec.tokenRequests[" + i + "]";
      String audience = text(requests.get(i), "audience");
      if (!audiences.add(audience)) {
        errors.duplicate(path + ".audience", audience);
      } else if (has(requests.get(i), "expirationSeconds")) {
        long seconds = requests.get(i).path("expirationSeconds").longValue(0);
        if (seconds < TOKEN_MIN_SECONDS) {
          errors.invalid(
              path + ".expirationSeconds",
              seconds,
              "may not specify a duration less than 10 minutes");
        }
        if (seconds > TOKEN_MAX_SECONDS) {
          errors.invalid(
              path + ".expirationSeconds",
              seconds,
              "may not specify a duration larger than 2^32 seconds");
        }
      }
    }
  }
}

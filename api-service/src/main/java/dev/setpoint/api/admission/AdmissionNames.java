package dev.setpoint.api.admission;

import dev.setpoint.api.registry.Trees;

/** What to call an object in a refusal, before its name may have been generated. */
final class AdmissionNames {

  private AdmissionNames() {}

  static String of(AdmissionRequest request) {
    if (!request.key().name().isEmpty()) {
      return request.key().name();
    }
    String prefix =
        request.object() == null ? "" : Trees.text(request.object(), "metadata", "generateName");
    return prefix.isEmpty() ? "Unknown" : prefix;
  }
}

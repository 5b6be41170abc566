package dev.setpoint.api.admission;

import dev.setpoint.api.registry.Trees;
import java.util.List;

/** What to call an object in a refusal, before its name may have been generated. */
public final class AdmissionNames {

  private AdmissionNames() {}

  /** Several reasons as Go's aggregated errors show them. */
  static String all(List<String> problems) {
    return problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]";
  }

  public static String of(AdmissionRequest request) {
    if (!request.key().name().isEmpty()) {
      return request.key().name();
    }
    String prefix =
        request.object() == null ? "" : Trees.text(request.object(), "metadata", "generateName");
    return prefix.isEmpty() ? "Unknown" : prefix;
  }
}

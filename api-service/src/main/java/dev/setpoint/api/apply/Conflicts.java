package dev.setpoint.api.apply;

import dev.setpoint.api.apply.ManagedFields.Manager;
import dev.setpoint.api.rest.GoText;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusCause;
import dev.setpoint.common.error.StatusReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Fields that an apply would take from other managers. */
final class Conflicts extends Exception {

  static final Comparator<Manager> ORDER =
      Comparator.comparing(Manager::name)
          .thenComparing(Manager::applies)
          .thenComparing(Manager::apiVersion)
          .thenComparing(Manager::subresource);

  private final transient Map<Manager, ObjectNode> byManager;

  /**
   * @param byManager in {@link #ORDER}
   */
  Conflicts(Map<Manager, ObjectNode> byManager) {
    super("conflicts", null, false, false);
    this.byManager = byManager;
  }

  Map<Manager, ObjectNode> byManager() {
    return byManager;
  }

  ApiException status() {
    List<StatusCause> causes = new ArrayList<>();
    StringBuilder details = new StringBuilder();
    byManager.forEach(
        (manager, set) -> {
          details.append("\nconflicts with ").append(shown(manager)).append(':');
          for (String path : PathElements.paths(set)) {
            causes.add(
                new StatusCause("FieldManagerConflict", "conflict with " + shown(manager), path));
            details.append("\n- ").append(path);
          }
        });
    String message =
        causes.size() == 1
            ? "Apply failed with 1 conflict: "
                + causes.getFirst().message()
                + ": "
                + causes.getFirst().field()
            : "Apply failed with " + causes.size() + " conflicts: " + details.substring(1);
    return new ApiException(
        409, StatusReason.Conflict, message, new ApiException.Details("", "", "", "", causes, 0));
  }

  private static String shown(Manager manager) {
    String name = GoText.quote(manager.name());
    if (!manager.subresource().isEmpty()) {
      name += " with subresource " + GoText.quote(manager.subresource());
    }
    return manager.applies() ? name : name + " using " + manager.apiVersion();
  }
}

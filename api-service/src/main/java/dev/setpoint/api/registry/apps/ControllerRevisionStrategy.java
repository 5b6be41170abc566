package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ControllerRevisions: what a StatefulSet or DaemonSet looked like at a time. */
@Component
final class ControllerRevisionStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("apps", "v1", "controllerrevisions", "ControllerRevision", true);

  private static final TableLayout TABLE =
      TableLayout.builder()
          .name()
          .column(
              "Controller",
              "string",
              "Controller of the object",
              0,
              (revision, now) -> controller(revision))
          .column(
              "Revision",
              "string",
              "revision indicates the revision of the state represented by Data.",
              0,
              (revision, now) -> revision.path("revision").longValue(0))
          .age()
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public void validate(ObjectNode revision, FieldErrors errors) {
    if (!has(revision, "data")) {
      errors.required("data", "data is mandatory");
    }
    errors.nonNegative("revision", revision.path("revision").longValue(0));
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode revision, ObjectNode old, FieldErrors errors) {
    validate(revision, errors);
    if (!same(revision, old, "data")) {
      JsonNode data = revision.path("data");
      errors.immutable("data", data.isMissingNode() || data.isNull() ? "null" : raw(data));
    }
  }

  /** Raw bytes as Go shows the struct that holds them. */
  private static GoFormat.Verbatim raw(JsonNode data) {
    List<String> bytes = new ArrayList<>();
    for (byte b : KubeJson.write(data)) {
      bytes.add(String.format(Locale.ROOT, "0x%x", b));
    }
    return new GoFormat.Verbatim(
        "runtime.RawExtension{Raw:[]uint8{"
            + String.join(", ", bytes)
            + "}, Object:runtime.Object(nil)}");
  }

  private static String controller(ObjectNode revision) {
    for (ObjectNode owner : objects(revision, "metadata", "ownerReferences")) {
      if (flag(owner, "controller")) {
        String version = text(owner, "apiVersion");
        String kind = text(owner, "kind").toLowerCase(Locale.ROOT);
        int slash = version.indexOf('/');
        return (slash < 0 ? kind : kind + "." + version.substring(0, slash))
            + "/"
            + text(owner, "name");
      }
    }
    return "<none>";
  }

  @Override
  public TableLayout table() {
    return TABLE;
  }
}

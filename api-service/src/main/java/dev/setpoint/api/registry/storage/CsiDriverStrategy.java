package dev.setpoint.api.registry.storage;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.defaultFlag;
import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** CSIDrivers: what a storage driver needs of the cluster. */
@Component
final class CsiDriverStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("storage.k8s.io", "v1", "csidrivers", "CSIDriver", false);

  private final TableLayout table;

  CsiDriverStrategy(Schemas schemas) {
    TableLayout.Builder layout = TableLayout.builder().name();
    column(layout, schemas, "AttachRequired", "boolean", d -> flag(d, "spec", "attachRequired"));
    column(layout, schemas, "PodInfoOnMount", "boolean", d -> flag(d, "spec", "podInfoOnMount"));
    column(layout, schemas, "StorageCapacity", "boolean", d -> flag(d, "spec", "storageCapacity"));
    column(layout, schemas, "TokenRequests", "string", CsiDriverStrategy::audiences);
    column(
        layout, schemas, "RequiresRepublish", "boolean", d -> flag(d, "spec", "requiresRepublish"));
    layout.column(
        "Modes",
        "string",
        schemas.describe("storage.v1.CSIDriverSpec.volumeLifecycleModes"),
        0,
        (d, now) -> String.join(",", texts(d, "spec", "volumeLifecycleModes")));
    table = layout.age().build();
  }

  private static void column(
      TableLayout.Builder layout,
      Schemas schemas,
      String name,
      String type,
      Function<ObjectNode, Object> cell) {
    String field = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    layout.column(
        name,
        type,
        schemas.describe("storage.v1.CSIDriverSpec." + field),
        0,
        (driver, now) -> cell.apply(driver));
  }

  private static String audiences(ObjectNode driver) {
    return has(driver, "spec", "tokenRequests")
        ? objects(driver, "spec", "tokenRequests").stream()
            .map(request -> text(request, "audience"))
            .collect(Collectors.joining(","))
        : "<unset>";
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode driver) {
    ObjectNode spec = child(driver, "spec");
    defaultFlag(spec, "attachRequired", true);
    defaultText(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
    for (String off :
        List.of("podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount")) {
      defaultFlag(spec, off, false);
    }
    if (spec.path("volumeLifecycleModes").isEmpty()) {
      spec.putArray("volumeLifecycleModes").add("Persistent");
    }
  }

  @Override
  public void prepareForCreate(ObjectNode driver) {
    child(driver, "spec").remove(CsiDriverRules.UNSERVED);
  }

  @Override
  public void validate(ObjectNode driver, FieldErrors errors) {
    CsiDriverRules.validate(child(driver, "spec"), errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode driver, ObjectNode old) {
    ObjectNode spec = child(driver, "spec");
    spec.remove(CsiDriverRules.UNSERVED);
    boolean counts =
        List.of("tokenRequests", "requiresRepublish", "seLinuxMount").stream()
            .anyMatch(field -> !same(driver, old, "spec", field));
    if (counts) {
      child(driver, "metadata")
          .put("generation", old.path("metadata").path("generation").longValue(0) + 1);
    } else {
      copy(child(old, "metadata"), child(driver, "metadata"), "generation");
    }
  }

  @Override
  public void validateUpdate(ObjectNode driver, ObjectNode old, FieldErrors errors) {
    CsiDriverRules.validateUpdate(child(driver, "spec"), child(old, "spec"), errors);
  }

  @Override
  public TableLayout table() {
    return table;
  }
}

package dev.setpoint.api.registry.storage;

import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.core.CsiNames;
import dev.setpoint.common.resource.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** CSINodes: which storage drivers run on a Node. */
@Component
final class CsiNodeStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("storage.k8s.io", "v1", "csinodes", "CSINode", false);
  private static final int NODE_ID_MAX = 256;

  private final TableLayout table =
      TableLayout.builder()
          .name()
          .column(
              "Drivers",
              "integer",
              "Drivers indicates the number of CSI drivers registered on the node",
              0,
              (node, now) -> objects(node, "spec", "drivers").size())
          .age()
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void validate(ObjectNode node, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    List<ObjectNode> drivers = objects(node, "spec", "drivers");
    for (int i = 0; i < drivers.size(); i++) {
      driver(drivers.get(i), names, "spec.drivers[" + i + "]", errors);
    }
  }

  private static void driver(
      ObjectNode driver, Set<String> names, String path, FieldErrors errors) {
    String name = text(driver, "name");
    CsiNames.driver(name, path + ".name", errors);
    String id = text(driver, "nodeID");
    if (id.isEmpty()) {
      errors.required(path + ".nodeID", "");
    } else if (id.length() > NODE_ID_MAX) {
      errors.invalid(path + ".nodeID", id, "must be " + NODE_ID_MAX + " characters or less");
    }
    if (has(driver, "allocatable", "count")) {
      errors.nonNegative(path + ".allocatable.count", number(driver, "allocatable", "count"));
    }
    if (!names.add(name)) {
      errors.duplicate(path + ".name", name);
    }
    Set<String> keys = new HashSet<>();
    for (String key : texts(driver, "topologyKeys")) {
      // Kubernetes names the driver here, not the key.
      if (key.isEmpty()) {
        errors.required(path, "");
      }
      if (!keys.add(key)) {
        errors.duplicate(path, key);
      }
      errors.invalid(path, key, Names.qualifiedName(key));
    }
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode node, ObjectNode old, FieldErrors errors) {
    // Kubernetes checks it twice on update, and tells every cause twice.
    validate(node, errors);
    validate(node, errors);
    for (ObjectNode before : objects(old, "spec", "drivers")) {
      for (ObjectNode after : objects(node, "spec", "drivers")) {
        if (text(before, "name").equals(text(after, "name")) && !same(before, after)) {
          errors.immutable("CSINodeDriver", shown(after));
        }
      }
    }
  }

  private static GoFormat.Verbatim shown(ObjectNode driver) {
    return new GoFormat.Verbatim(
        "storage.CSINodeDriver{Name:"
            + GoFormat.quote(text(driver, "name"))
            + ", NodeID:"
            + GoFormat.quote(text(driver, "nodeID"))
            + ", TopologyKeys:"
            + GoFormat.strings(texts(driver, "topologyKeys"))
            + ", Allocatable:(*storage.VolumeNodeResources)(nil)}");
  }

  @Override
  public TableLayout table() {
    return table;
  }
}

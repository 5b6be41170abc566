package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The columns about a Pod template, with which kinds that have one end. */
public final class TemplateColumns {

  private TemplateColumns() {}

  /**
   * Columns for the name and for how many replicas are wanted, there, and ready.
   *
   * @param kind as the schemas name it, such as {@code apps.v1.ReplicaSet}
   */
  public static TableLayout.Builder counts(Schemas schemas, String kind) {
    TableLayout.Builder layout = TableLayout.builder().name();
    count(layout, "Desired", schemas.describe(kind + "Spec.replicas"), "spec", "replicas");
    count(layout, "Current", schemas.describe(kind + "Status.replicas"), "status", "replicas");
    return count(
        layout,
        "Ready",
        schemas.describe(kind + "Status.readyReplicas"),
        "status",
        "readyReplicas");
  }

  private static TableLayout.Builder count(
      TableLayout.Builder layout, String name, String description, String... path) {
    return layout.column(name, "integer", description, 0, (o, now) -> number(o, path));
  }

  /**
   * Wide columns for containers, images and the selector.
   *
   * @param holder the path of the object with template and selector
   */
  public static TableLayout.Builder add(
      TableLayout.Builder layout, String selectorDescription, String... holder) {
    return containers(layout, 1, holder)
        .column(
            "Selector",
            "string",
            selectorDescription,
            1,
            (o, now) -> LabelSelectors.shown(at(o, holder).path("selector"), "<none>"));
  }

  public static TableLayout.Builder containers(
      TableLayout.Builder layout, int priority, String... holder) {
    return layout
        .column(
            "Containers",
            "string",
            "Names of each container in the template.",
            priority,
            (o, now) -> joined(o, "name", holder))
        .column(
            "Images",
            "string",
            "Images referenced by each container in the template.",
            priority,
            (o, now) -> joined(o, "image", holder));
  }

  private static String joined(ObjectNode object, String field, String... holder) {
    return objects(at(object, holder), "template", "spec", "containers").stream()
        .map(container -> text(container, field))
        .collect(Collectors.joining(","));
  }
}

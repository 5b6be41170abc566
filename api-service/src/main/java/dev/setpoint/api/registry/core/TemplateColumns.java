package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.TableLayout;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The columns about a Pod template, with which kinds that have one end. */
public final class TemplateColumns {

  private TemplateColumns() {}

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

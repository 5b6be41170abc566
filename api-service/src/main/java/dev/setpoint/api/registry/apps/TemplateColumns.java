package dev.setpoint.api.registry.apps;

import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.TableLayout;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The wide columns that every kind with a Pod template ends with. */
final class TemplateColumns {

  private TemplateColumns() {}

  static TableLayout.Builder add(TableLayout.Builder layout, String selectorDescription) {
    return layout
        .column(
            "Containers",
            "string",
            "Names of each container in the template.",
            1,
            (o, now) -> joined(o, "name"))
        .column(
            "Images",
            "string",
            "Images referenced by each container in the template.",
            1,
            (o, now) -> joined(o, "image"))
        .column(
            "Selector",
            "string",
            selectorDescription,
            1,
            (o, now) -> LabelSelectors.text(o.path("spec").path("selector"), "<none>"));
  }

  private static String joined(ObjectNode object, String field) {
    return objects(object, "spec", "template", "spec", "containers").stream()
        .map(container -> text(container, field))
        .collect(Collectors.joining(","));
  }
}

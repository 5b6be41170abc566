package dev.setpoint.api.registry.networking;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.CellText;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Ingresses: which Service answers for which host and path. */
@Component
final class IngressStrategy implements ResourceStrategy {

  static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

  private static final ResourceType TYPE =
      new ResourceType("networking.k8s.io", "v1", "ingresses", "Ingress", true);

  private static final TableLayout TABLE =
      TableLayout.builder()
          .name()
          .column(
              "Class",
              "string",
              "The name of the IngressClass resource that should be used for additional"
                  + " configuration",
              0,
              (i, now) ->
                  has(i, "spec", "ingressClassName")
                      ? text(i, "spec", "ingressClassName")
                      : "<none>")
          .column(
              "Hosts",
              "string",
              "Hosts that incoming requests are matched against before the ingress rule",
              0,
              (i, now) -> hosts(i))
          .column(
              "Address",
              "string",
              "Address is a list containing ingress points for the load-balancer",
              0,
              (i, now) -> addresses(i))
          .column(
              "Ports",
              "string",
              "Ports of TLS configurations that open",
              0,
              (i, now) -> i.path("spec").path("tls").isEmpty() ? "80" : "80, 443")
          .age()
          .build();

  private static String hosts(ObjectNode ingress) {
    return CellText.firstFew(
        objects(ingress, "spec", "rules").stream()
            .map(rule -> text(rule, "host"))
            .filter(host -> !host.isEmpty())
            .toList(),
        "*");
  }

  private static String addresses(ObjectNode ingress) {
    TreeSet<String> points = new TreeSet<>();
    for (ObjectNode point : objects(ingress, "status", "loadBalancer", "ingress")) {
      String ip = text(point, "ip");
      points.add(ip.isEmpty() ? text(point, "hostname") : ip);
    }
    points.remove("");
    return String.join(",", points);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("ing");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("Ingress"));
  }

  @Override
  public void prepareForCreate(ObjectNode ingress) {
    ingress.putObject("status").putObject("loadBalancer");
    Generations.first(ingress);
  }

  @Override
  public void validate(ObjectNode ingress, FieldErrors errors) {
    IngressRules.validateSpec(child(ingress, "spec"), null, errors);
    String annotation = text(ingress, "metadata", "annotations", CLASS_ANNOTATION);
    if (has(ingress, "metadata", "annotations", CLASS_ANNOTATION)
        && has(ingress, "spec", "ingressClassName")
        && !annotation.equals(text(ingress, "spec", "ingressClassName"))) {
      errors.invalid(
          "annotations." + CLASS_ANNOTATION,
          annotation,
          "must match `ingressClassName` when both are specified");
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode ingress, ObjectNode old) {
    copy(old, ingress, "status");
    Generations.bumpIfSpecChanged(ingress, old);
  }

  @Override
  public void validateUpdate(ObjectNode ingress, ObjectNode old, FieldErrors errors) {
    IngressRules.validateSpec(child(ingress, "spec"), child(old, "spec"), errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode ingress, ObjectNode old) {
    copy(old, ingress, "spec");
  }

  @Override
  public void validateStatusUpdate(ObjectNode ingress, ObjectNode old, FieldErrors errors) {
    IngressRules.validateStatus(ingress, errors);
  }

  @Override
  public List<String> warnings(ObjectNode ingress, @Nullable ObjectNode old) {
    return old == null && has(ingress, "metadata", "annotations", CLASS_ANNOTATION)
        ? List.of(
            "annotation \""
                + CLASS_ANNOTATION
                + "\" is deprecated, please use 'spec.ingressClassName' instead")
        : List.of();
  }

  @Override
  public TableLayout table() {
    return TABLE;
  }
}

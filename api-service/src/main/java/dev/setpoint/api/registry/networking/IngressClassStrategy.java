package dev.setpoint.api.registry.networking;

import static dev.setpoint.api.registry.Trees.defaultText;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Generations;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** IngressClasses: who makes Ingresses true. */
@Component
final class IngressClassStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("networking.k8s.io", "v1", "ingressclasses", "IngressClass", false);
  private static final int CONTROLLER_MAX = 250;

  private static final TableLayout TABLE =
      TableLayout.builder()
          .name()
          .column(
              "Controller",
              "string",
              "Controller that is responsible for handling this class",
              0,
              (c, now) -> text(c, "spec", "controller"))
          .column(
              "Parameters",
              "string",
              "A reference to a resource with additional parameters",
              0,
              (c, now) -> parameters(c))
          .age()
          .build();

  private static String parameters(ObjectNode ingressClass) {
    ObjectNode parameters = object(ingressClass, "spec", "parameters");
    if (parameters == null) {
      return "<none>";
    }
    String group = has(parameters, "apiGroup") ? "." + text(parameters, "apiGroup") : "";
    return text(parameters, "kind") + group + "/" + text(parameters, "name");
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public void setDefaults(ObjectNode ingressClass) {
    ObjectNode parameters = object(ingressClass, "spec", "parameters");
    if (parameters != null) {
      defaultText(parameters, "scope", "Cluster");
    }
  }

  @Override
  public void prepareForCreate(ObjectNode ingressClass) {
    Generations.first(ingressClass);
  }

  @Override
  public void validate(ObjectNode ingressClass, FieldErrors errors) {
    String controller = text(ingressClass, "spec", "controller");
    if (controller.length() > CONTROLLER_MAX) {
      errors.tooLong("spec.controller", "may not be more than " + CONTROLLER_MAX + " bytes");
    }
    Names.domainPrefixedPath(controller, "spec.controller", errors);
    ObjectNode parameters = object(ingressClass, "spec", "parameters");
    if (parameters != null) {
      IngressRules.typedReference(parameters, "spec.parameters", errors);
      scope(parameters, errors);
    }
  }

  private static void scope(ObjectNode parameters, FieldErrors errors) {
    String path = "spec.parameters.namespace";
    switch (text(parameters, "scope")) {
      case "Namespace" -> {
        if (!has(parameters, "namespace")) {
          errors.required(path, "`parameters.scope` is set to 'Namespace'");
        } else {
          String namespace = text(parameters, "namespace");
          errors.invalid(path, namespace, Names.label(namespace));
        }
      }
      case "Cluster" -> {
        if (has(parameters, "namespace")) {
          errors.forbidden(path, "`parameters.scope` is set to 'Cluster'");
        }
      }
      default ->
          errors.notSupported(
              "spec.parameters.scope", text(parameters, "scope"), List.of("Cluster", "Namespace"));
    }
  }

  @Override
  public void prepareForUpdate(ObjectNode ingressClass, ObjectNode old) {
    Generations.bumpIfSpecChanged(ingressClass, old);
  }

  @Override
  public void validateUpdate(ObjectNode ingressClass, ObjectNode old, FieldErrors errors) {
    String controller = text(ingressClass, "spec", "controller");
    if (!controller.equals(text(old, "spec", "controller"))) {
      errors.immutable("spec.controller", controller);
    }
    validate(ingressClass, errors);
  }

  @Override
  public TableLayout table() {
    return TABLE;
  }
}

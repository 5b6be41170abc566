package dev.setpoint.api.admission.podsecurity;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;

import dev.setpoint.api.admission.AdmissionPlugin;
import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.admission.ClusterObjects;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Holds Pods, and templates of them, against the standard that their namespace's labels name. */
@Component
final class PodSecurity implements AdmissionPlugin {

  private static final ResourceType NAMESPACES =
      new ResourceType("", "v1", "namespaces", "Namespace", false);
  private static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);

  /** Where the kinds that make Pods have their template. */
  private static final Map<String, String[]> TEMPLATES =
      Map.of(
          "replicationcontrollers", new String[] {"spec", "template"},
          "podtemplates", new String[] {"template"},
          "replicasets.apps", new String[] {"spec", "template"},
          "deployments.apps", new String[] {"spec", "template"},
          "statefulsets.apps", new String[] {"spec", "template"},
          "daemonsets.apps", new String[] {"spec", "template"},
          "jobs.batch", new String[] {"spec", "template"},
          "cronjobs.batch", new String[] {"spec", "jobTemplate", "spec", "template"});

  private final ClusterObjects objects;

  PodSecurity(ClusterObjects objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "PodSecurity";
  }

  @Override
  public int order() {
    return 300;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null || request.operation() == Operation.DELETE) {
      return;
    }
    String resource = request.type().qualifiedName();
    String[] template = TEMPLATES.get(resource);
    if (request.concerns("namespaces")) {
      namespace(request, object);
    } else if (resource.equals("pods")) {
      if ((request.subresource().isEmpty() || request.subresource().equals("ephemeralcontainers"))
          && isSignificant(object, request.old())) {
        pod(request, object);
      }
    } else if (template != null && request.subresource().isEmpty()) {
      ObjectNode pod = object(object, template);
      if (pod != null) {
        NamespacePolicy policy = policy(request);
        audit(request, pod, policy.audit());
        warn(request, pod, policy.warn());
      }
    }
  }

  private NamespacePolicy policy(AdmissionRequest request) {
    FieldErrors errors = new FieldErrors();
    NamespacePolicy policy =
        objects
            .cached(NAMESPACES, "", request.key().namespace())
            .map(tree -> NamespacePolicy.of(textMap(tree, "metadata", "labels"), errors))
            .orElse(NamespacePolicy.PRIVILEGED);
    if (!errors.isEmpty()) {
      List<String> all =
          errors.causes().stream().map(cause -> cause.field() + ": " + cause.message()).toList();
      annotate(
          request,
          "error",
          "Failed to parse policy: " + (all.size() == 1 ? all.getFirst() : all.toString()));
    }
    return policy;
  }

  private void pod(AdmissionRequest request, ObjectNode pod) {
    NamespacePolicy policy = policy(request);
    annotate(request, "enforce-policy", policy.enforce().toString());
    audit(request, pod, policy.audit());
    List<Violation> violations = Standards.violations(pod, policy.enforce());
    if (!violations.isEmpty()) {
      throw request.refusal(
          "violates PodSecurity \"" + policy.enforce() + "\": " + Standards.details(violations));
    }
    warn(request, pod, policy.warn());
  }

  private static void audit(AdmissionRequest request, ObjectNode pod, LevelVersion policy) {
    String would = wouldViolate(pod, policy);
    if (!would.isEmpty()) {
      annotate(request, "audit-violations", would);
    }
  }

  private static void annotate(AdmissionRequest request, String key, String value) {
    request.warnings().annotateAudit("pod-security.kubernetes.io/" + key, value);
  }

  private static void warn(AdmissionRequest request, ObjectNode pod, LevelVersion policy) {
    String would = wouldViolate(pod, policy);
    if (!would.isEmpty()) {
      request.warnings().add(would);
    }
  }

  private static String wouldViolate(ObjectNode pod, LevelVersion policy) {
    List<Violation> violations = Standards.violations(pod, policy);
    return violations.isEmpty()
        ? ""
        : "would violate PodSecurity \"" + policy + "\": " + Standards.details(violations);
  }

  /** Of a Pod that runs, little can change that a standard is about. */
  private static boolean isSignificant(ObjectNode pod, @Nullable ObjectNode old) {
    if (old == null
        || !same(pod, old, "metadata", "annotations")
        || !same(pod, old, "spec", "ephemeralContainers")) {
      return true;
    }
    for (String list : List.of("containers", "initContainers")) {
      List<String> images = objects(pod, "spec", list).stream().map(c -> text(c, "image")).toList();
      if (!images.equals(objects(old, "spec", list).stream().map(c -> text(c, "image")).toList())) {
        return true;
      }
    }
    return false;
  }

  private void namespace(AdmissionRequest request, ObjectNode namespace) {
    FieldErrors errors = new FieldErrors();
    NamespacePolicy wanted = NamespacePolicy.of(textMap(namespace, "metadata", "labels"), errors);
    ObjectNode old = request.old();
    FieldErrors before = new FieldErrors();
    NamespacePolicy had =
        old == null ? wanted : NamespacePolicy.of(textMap(old, "metadata", "labels"), before);
    if (!errors.isEmpty() && (old == null || !errors.causes().equals(before.causes()))) {
      throw ApiException.invalid(
          request.type().group(),
          request.type().kind(),
          text(namespace, "metadata", "name"),
          errors.causes());
    }
    LevelVersion enforce = wanted.enforce();
    boolean relaxed =
        enforce.minor() == had.enforce().minor()
            && enforce.level().compareTo(had.enforce().level()) <= 0;
    if (old != null && enforce.level() != Level.PRIVILEGED && !relaxed) {
      existing(request, enforce);
    }
  }

  /** Tells which Pods that run would not be let in any more. */
  private void existing(AdmissionRequest request, LevelVersion policy) {
    String namespace = request.key().name();
    Map<String, TreeSet<String>> podsByReasons = new TreeMap<>();
    for (ObjectNode pod : objects.inNamespace(PODS, namespace)) {
      List<Violation> violations = Standards.violations(pod, policy);
      if (!violations.isEmpty() && at(pod, "metadata", "deletionTimestamp").isMissingNode()) {
        podsByReasons
            .computeIfAbsent(Standards.reasons(violations), reasons -> new TreeSet<>())
            .add(text(pod, "metadata", "name"));
      }
    }
    if (podsByReasons.isEmpty()) {
      return;
    }
    request
        .warnings()
        .add(
            "existing pods in namespace \""
                + namespace
                + "\" violate the new PodSecurity enforce level \""
                + policy
                + "\"");
    podsByReasons.entrySet().stream()
        .map(e -> shown(e.getValue()) + ": " + e.getKey())
        .sorted()
        .forEach(request.warnings()::add);
  }

  private static String shown(TreeSet<String> pods) {
    int others = pods.size() - 1;
    return pods.first()
        + (others == 0 ? "" : " (and " + others + PodView.plural(" other pod", others) + ")");
  }
}

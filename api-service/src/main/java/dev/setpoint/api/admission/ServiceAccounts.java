package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.at;
import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.pipeline.NameGenerator;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every Pod runs as a ServiceAccount that exists, takes over its pull secrets, and gets a volume
 * with a token of it.
 */
@Component
final class ServiceAccounts implements AdmissionPlugin {

  private static final ResourceType ACCOUNTS =
      new ResourceType("", "v1", "serviceaccounts", "ServiceAccount", true);
  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final String AUTOMOUNT = "automountServiceAccountToken";
  private static final String ENFORCE_MOUNTABLE = "kubernetes.io/enforce-mountable-secrets";

  private final ClusterObjects objects;
  private final TokenVolume tokenVolume;
  private final boolean mountTokens;

  ServiceAccounts(ClusterObjects objects, NameGenerator names, AdmissionProperties properties) {
    this.objects = objects;
    this.tokenVolume = new TokenVolume(names);
    this.mountTokens = properties.mountTokens();
  }

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public int order() {
    return 210;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.creates("Pod") || isMirror(pod)) {
      return;
    }
    ObjectNode spec = child(pod, "spec");
    if (text(spec, "serviceAccountName").isEmpty()) {
      spec.put("serviceAccountName", "default");
    }
    spec.put("serviceAccount", text(spec, "serviceAccountName"));
    ObjectNode account = account(request, pod);
    if (mountTokens && mounts(account, spec)) {
      tokenVolume.mount(spec);
    }
    if (at(spec, "imagePullSecrets").isEmpty() && !at(account, "imagePullSecrets").isEmpty()) {
      copy(account, spec, "imagePullSecrets");
    }
  }

  private static boolean isMirror(ObjectNode pod) {
    return has(pod, "metadata", "annotations", MIRROR);
  }

  /** Shared; not mutated. */
  private ObjectNode account(AdmissionRequest request, ObjectNode pod) {
    String namespace = request.key().namespace();
    String name = text(pod, "spec", "serviceAccountName");
    return objects
        .cached(ACCOUNTS, namespace, name)
        .orElseThrow(
            () ->
                request.refusal(
                    "error looking up service account "
                        + namespace
                        + "/"
                        + name
                        + ": serviceaccount \""
                        + name
                        + "\" not found"));
  }

  /** What the Pod says counts before what the account says. */
  private static boolean mounts(ObjectNode account, ObjectNode spec) {
    return has(spec, AUTOMOUNT)
        ? flag(spec, AUTOMOUNT)
        : !has(account, AUTOMOUNT) || flag(account, AUTOMOUNT);
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode pod = request.object();
    if (pod == null || !request.creates("Pod")) {
      return;
    }
    List<String> problems;
    if (isMirror(pod)) {
      problems = MountableSecrets.ofMirror(pod);
    } else {
      ObjectNode account = account(request, pod);
      boolean enforced = text(account, "metadata", "annotations", ENFORCE_MOUNTABLE).equals("true");
      problems = enforced ? MountableSecrets.unreferenced(pod, account) : List.of();
    }
    if (!problems.isEmpty()) {
      throw request.refusal(problems.getFirst());
    }
  }
}

package dev.setpoint.api.admission;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusCause;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Nothing is written to a namespace that is missing, nothing created in one that is going. */
@Component
final class NamespaceLifecycle implements AdmissionPlugin {

  private static final ResourceType NAMESPACES =
      new ResourceType("", "v1", "namespaces", "Namespace", false);
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");
  private static final Duration TRUSTED = Duration.ofSeconds(1);
  private static final Duration WATCHED = Duration.ofSeconds(30);
  private static final int MAX_REMEMBERED = 10_000;

  private final ObjectStore store;
  private final Clock clock;

  /** Until when a namespace that was seen active is taken to be so without asking. */
  private final Map<String, Instant> active = new ConcurrentHashMap<>();

  /** Until when a namespace is always looked up, because it was changed or deleted lately. */
  private final Map<String, Instant> changed = new ConcurrentHashMap<>();

  NamespaceLifecycle(ObjectStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "NamespaceLifecycle";
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public void admit(AdmissionRequest request) {
    if (request.type().equals(NAMESPACES)) {
      namespace(request);
    } else if (!request.key().namespace().isEmpty() && request.operation() != Operation.DELETE) {
      content(request);
    }
  }

  private void namespace(AdmissionRequest request) {
    String name = request.key().name();
    if (request.operation() == Operation.DELETE && IMMORTAL.contains(name)) {
      throw ApiException.forbidden(NAMESPACES, name, "this namespace may not be deleted");
    }
    if (request.operation() != Operation.CREATE) {
      forgetOld(changed);
      changed.put(name, clock.instant().plus(WATCHED));
      active.remove(name);
    }
  }

  private void content(AdmissionRequest request) {
    String namespace = request.key().namespace();
    Instant now = clock.instant();
    Instant trusted = active.get(namespace);
    if (trusted != null && now.isBefore(trusted)) {
      return;
    }
    StoredObject found =
        store
            .get(NAMESPACES, new ObjectKey("", namespace))
            .orElseThrow(() -> ApiException.notFound(NAMESPACES, namespace));
    ObjectNode object = found.tree();
    boolean going =
        object.path("status").path("phase").asString("").equals("Terminating")
            || object.path("metadata").has("deletionTimestamp");
    if (going && request.operation() == Operation.CREATE) {
      throw terminating(request, namespace);
    }
    Instant until = changed.get(namespace);
    if (!going && (until == null || now.isAfter(until))) {
      forgetOld(active);
      active.put(namespace, now.plus(TRUSTED));
    }
  }

  private void forgetOld(Map<String, Instant> remembered) {
    if (remembered.size() > MAX_REMEMBERED) {
      Instant now = clock.instant();
      remembered.values().removeIf(now::isAfter);
    }
  }

  private static ApiException terminating(AdmissionRequest request, String namespace) {
    ResourceType type = request.type();
    String name = AdmissionNames.of(request);
    return new ApiException(
        403,
        StatusReason.Forbidden,
        type.qualifiedName()
            + " \""
            + name
            + "\" is forbidden: unable to create new content in namespace "
            + namespace
            + " because it is being terminated",
        new ApiException.Details(
            type.group(),
            type.plural(),
            name,
            "",
            List.of(
                new StatusCause(
                    "NamespaceTerminating",
                    "namespace " + namespace + " is being terminated",
                    "metadata.namespace")),
            0));
  }
}

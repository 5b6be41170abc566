package dev.setpoint.api.admission;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.api.storage.WriteResult;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.quota.QuotaUsage;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Charges what is written to the quotas of its namespace, and refuses what they do not leave room
 * for. A charge is a conditional write of the quota's status: of two writers that both fit alone,
 * but not together, one sees the other's charge and is refused. What is not used after all, or no
 * longer, is given back by whoever recounts the namespace.
 */
@Component
final class ResourceQuotas implements AdmissionPlugin {

  private static final ResourceType QUOTAS =
      new ResourceType("", "v1", "resourcequotas", "ResourceQuota", true);
  private static final int MAX_TRIES = 100;
  private static final int LOCKS = 64;

  private final ClusterObjects objects;
  private final ObjectStore store;

  /**
   * Writers of this process to one namespace take turns, so that they rarely meet each other's
   * conditional writes; correctness does not hang on it.
   */
  private final List<ReentrantLock> turns =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

  ResourceQuotas(ClusterObjects objects, ObjectStore store) {
    this.objects = objects;
    this.store = store;
  }

  @Override
  public String name() {
    return "ResourceQuota";
  }

  @Override
  public int order() {
    return 900;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null
        || request.operation() == Operation.DELETE
        || request.key().namespace().isEmpty()
        || !(request.subresource().isEmpty() || request.subresource().equals("resize"))
        || QuotaUsage.NOT_COUNTED.contains(request.type().qualifiedName())) {
      return;
    }
    if (!mayUseMore(request)) {
      return;
    }
    List<ObjectNode> quotas = objects.inNamespace(QUOTAS, request.key().namespace());
    if (quotas.isEmpty()) {
      return;
    }
    QuotaCheck check = new QuotaCheck(QuotaUsage.of(request.type()), object, request.old());
    ReentrantLock turn = turns.get(Math.floorMod(request.key().namespace().hashCode(), LOCKS));
    turn.lock();
    try {
      charge(request, check, quotas);
    } finally {
      turn.unlock();
    }
  }

  private static boolean mayUseMore(AdmissionRequest request) {
    boolean creates = request.operation() == Operation.CREATE;
    return switch (request.type().qualifiedName()) {
      case "pods" -> request.subresource().equals("resize") ? !creates : creates;
      case "services", "persistentvolumeclaims" -> true;
      default -> creates;
    };
  }

  /** Every quota must agree before any is charged. */
  private void charge(AdmissionRequest request, QuotaCheck check, List<ObjectNode> quotas) {
    List<ObjectKey> waiting = new ArrayList<>();
    quotas.forEach(
        quota ->
            waiting.add(
                new ObjectKey(request.key().namespace(), Trees.text(quota, "metadata", "name"))));
    for (int attempt = 1; !waiting.isEmpty(); attempt++) {
      List<Write> charges = new ArrayList<>();
      for (ObjectKey key : waiting) {
        StoredObject quota = store.get(QUOTAS, key).orElse(null);
        if (quota != null) {
          switch (check.against(quota.tree())) {
            case QuotaCheck.Verdict.Unaffected() -> {
              // Nothing to charge.
            }
            case QuotaCheck.Verdict.Refused(String why) -> throw request.refusal(why);
            case QuotaCheck.Verdict.Charged(ObjectNode charged) ->
                charges.add(new Write.Update(QUOTAS, key, quota.revision(), charged));
          }
        }
      }
      waiting.clear();
      if (request.dryRun()) {
        return;
      }
      for (Write charge : charges) {
        if (!(store.write(charge) instanceof WriteResult.Done)) {
          waiting.add(charge.key());
        }
      }
      if (attempt == MAX_TRIES && !waiting.isEmpty()) {
        throw ApiException.modified(QUOTAS, waiting.getFirst().name());
      }
    }
  }
}

package dev.setpoint.api.admission;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One write as admission sees it.
 *
 * @param key the name may be empty for a creation whose name is yet to be generated
 * @param subresource empty for the resource itself
 * @param object what is to be stored, which mutating plugins may change; null for a deletion
 * @param warnings what the writer is told beside the answer
 * @param old what is stored; null for a creation, and for a deletion not yet looked up
 */
public record AdmissionRequest(
    Operation operation,
    ResourceType type,
    ObjectKey key,
    String subresource,
    @Nullable ObjectNode object,
    @Nullable ObjectNode old,
    RequestIdentity identity,
    boolean dryRun,
    Warnings warnings) {

  /** What is being done. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE
  }

  /** The 403 that says why. */
  public ApiException refusal(String why) {
    return ApiException.forbidden(type, AdmissionNames.of(this), why);
  }

  /** Whether this is about objects of a resource themselves, {@code pods} or {@code x.group}. */
  public boolean concerns(String qualifiedName) {
    return subresource.isEmpty() && type.qualifiedName().equals(qualifiedName);
  }

  /** Whether this creates an object of a kind of the core group. */
  public boolean creates(String coreKind) {
    return operation == Operation.CREATE
        && subresource.isEmpty()
        && type.group().isEmpty()
        && type.kind().equals(coreKind);
  }
}

package dev.setpoint.api.storage;

import dev.setpoint.common.resource.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * One committed change. Revisions are without gaps: each from 2 on has exactly one change.
 *
 * @param type the resource's qualified name
 * @param body the object after the change, carrying its revision; for a deletion the last state
 * @param oldBody the object before; null when there was none
 */
public record Change(
    long revision,
    String type,
    ObjectKey key,
    String uid,
    Op op,
    byte[] body,
    byte @Nullable [] oldBody) {

  /** As watchers see it; the names are stored and published. */
  public enum Op {
    ADDED,
    MODIFIED,
    DELETED
  }

  /** How many bytes of JSON this holds. */
  public int size() {
    return body.length + (oldBody == null ? 0 : oldBody.length);
  }
}

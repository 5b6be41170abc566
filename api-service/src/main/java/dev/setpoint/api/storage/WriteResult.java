package dev.setpoint.api.storage;

/** What became of a write, known only after its commit. */
public sealed interface WriteResult {

  /** Committed; for a deletion {@code object} is the last state at the deletion's revision. */
  record Done(StoredObject object) implements WriteResult {}

  /** A create found the key taken. */
  record Exists() implements WriteResult {}

  /** An update or deletion found no such object. */
  record Missing() implements WriteResult {}

  /** An update or deletion found another revision than it expected. */
  record Stale() implements WriteResult {}
}

package dev.setpoint.api.watch;

/**
 * An event as one watcher sees it, its selector already applied (an object that no longer matches
 * is DELETED for that watcher).
 *
 * @param object for DELETED the last state, carrying the revision of the change; for BOOKMARK a
 *     stand-in that has nothing but its revision
 * @param endsInitial a BOOKMARK that says that the state has been told
 */
public record WatchEvent(Type type, CachedObject object, boolean endsInitial) {

  public WatchEvent(Type type, CachedObject object) {
    this(type, object, false);
  }

  /** The wire names. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK
  }
}

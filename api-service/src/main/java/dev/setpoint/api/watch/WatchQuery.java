package dev.setpoint.api.watch;

import dev.setpoint.common.resource.ResourceType;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a watcher wants to see.
 *
 * @param namespace only this namespace; null for all
 * @param name only this object; null for all
 * @param filter label and field selectors; null for everything
 * @param after events after this revision; 0 for the current state as ADDED events first; -1 for
 *     the same, but from a state at least as new as the newest commit
 * @param bookmarks whether BOOKMARK events are wanted
 * @param initial what comes before the changes, where {@code after} asks for the state
 */
public record WatchQuery(
    ResourceType type,
    @Nullable String namespace,
    @Nullable String name,
    @Nullable Predicate<ObjectNode> filter,
    long after,
    boolean bookmarks,
    Initial initial) {

  /** How the state is told. */
  public enum Initial {
    /** As ADDED events. */
    EVENTS,
    /** As ADDED events, and a bookmark that says it was all. */
    MARKED,
    NONE
  }

  public WatchQuery(
      ResourceType type,
      @Nullable String namespace,
      @Nullable String name,
      @Nullable Predicate<ObjectNode> filter,
      long after,
      boolean bookmarks) {
    this(type, namespace, name, filter, after, bookmarks, Initial.EVENTS);
  }
}

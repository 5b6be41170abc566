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
 */
public record WatchQuery(
    ResourceType type,
    @Nullable String namespace,
    @Nullable String name,
    @Nullable Predicate<ObjectNode> filter,
    long after,
    boolean bookmarks) {}

package dev.setpoint.api.storage;

import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A list in key order.
 *
 * @param namespace only this namespace; null for all
 * @param atRevision the state at this revision; 0 for the newest committed one
 * @param after only keys after this one; null from the start
 * @param limit at most this many matching objects; 0 for all
 * @param filter null for everything, so that bodies need not be parsed
 */
public record ListQuery(
    ResourceType type,
    @Nullable String namespace,
    long atRevision,
    @Nullable ObjectKey after,
    int limit,
    @Nullable Predicate<ObjectNode> filter) {}

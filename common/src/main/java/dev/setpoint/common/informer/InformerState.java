package dev.setpoint.common.informer;

import dev.setpoint.common.resource.ResourceType;

/**
 * How well a cache follows its source.
 *
 * @param connected whether the source answered lately
 * @param lagSeconds how long the latest change took from its publication to its handlers
 * @param lists how often the type was listed; more than once means that changes were lost
 */
public record InformerState(
    ResourceType type,
    boolean synced,
    boolean connected,
    long revision,
    int objects,
    double lagSeconds,
    long lists) {}

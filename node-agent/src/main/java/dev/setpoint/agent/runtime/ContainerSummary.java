package dev.setpoint.agent.runtime;

import java.util.Map;

/** A line of the engine's list: enough to notice that something changed. */
public record ContainerSummary(String id, boolean running, Map<String, String> labels) {}

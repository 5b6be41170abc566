package dev.setpoint.agent.runtime;

import java.time.Instant;
import java.util.Map;

/** Something happened to a container; the state is to be read anew, events only say where. */
public record RuntimeEvent(
    String containerId, String action, Instant at, Map<String, String> labels) {}

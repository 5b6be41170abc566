package dev.setpoint.agent.sync;

import org.jspecify.annotations.Nullable;

/** Why a container does not run yet, for its status. */
public record Waiting(String reason, @Nullable String message) {}

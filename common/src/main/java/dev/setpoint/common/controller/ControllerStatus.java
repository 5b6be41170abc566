package dev.setpoint.common.controller;

/**
 * How a controller fares, for operators.
 *
 * @param state {@code running}, {@code starting}, {@code standby} (another replica leads) or {@code
 *     disabled}
 * @param lastError the latest failure; empty if there was none
 */
public record ControllerStatus(
    String name,
    String state,
    int queueDepth,
    int delayed,
    double oldestSeconds,
    long reconciles,
    long errors,
    String lastError) {}

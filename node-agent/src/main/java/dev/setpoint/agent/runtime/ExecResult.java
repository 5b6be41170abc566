package dev.setpoint.agent.runtime;

/** How a command in a container ended; the output is cut at a few KiB. */
public record ExecResult(int exitCode, String output) {}

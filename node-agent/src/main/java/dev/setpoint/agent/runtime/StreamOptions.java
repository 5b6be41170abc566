package dev.setpoint.agent.runtime;

/** What of a process is connected. With a terminal there is no stderr of its own. */
public record StreamOptions(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}

package dev.setpoint.agent.runtime;

/** How a process in a container ended, as its engine tells. */
public sealed interface ExitState {

  record Exited(int code) implements ExitState {}

  /** It was never started: no such command, no permission. */
  record NotStarted(String message) implements ExitState {}

  /** Nobody says: it runs on without us, or it is the container's own. */
  record Detached() implements ExitState {}
}

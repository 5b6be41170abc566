package dev.setpoint.agent.step;

/** A container could not be started, for a reason its status shows while it waits. */
public final class StepFailure extends Exception {

  private final String reason;

  public StepFailure(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  public StepFailure(String reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }

  public String message() {
    return String.valueOf(getMessage());
  }
}

package dev.setpoint.agent.volume;

/** A volume cannot be provided, for now; the message is for users. */
public final class VolumeFailure extends Exception {

  public VolumeFailure(String message) {
    super(message);
  }

  public VolumeFailure(String message, Throwable cause) {
    super(message, cause);
  }

  public String message() {
    return String.valueOf(getMessage());
  }
}

package dev.setpoint.agent.env;

/** A container cannot be configured as its Pod asks; the message is for users. */
public final class ConfigFailure extends Exception {

  public ConfigFailure(String message) {
    super(message);
  }

  public String message() {
    return String.valueOf(getMessage());
  }
}

package dev.setpoint.agent.probe;

/** What one probe found; the message is for the Event of a failure. */
public record Outcome(boolean success, String message) {

  static Outcome ok() {
    return new Outcome(true, "");
  }

  static Outcome failed(String message) {
    return new Outcome(false, message);
  }
}

package dev.setpoint.api.agent;

/** What an agent answered instead of upgrading, in its own words. */
public final class AgentRefusal extends Exception {

  private final int code;

  public AgentRefusal(int code, String text) {
    super(text);
    this.code = code;
  }

  public int code() {
    return code;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}

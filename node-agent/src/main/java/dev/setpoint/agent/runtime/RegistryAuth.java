package dev.setpoint.agent.runtime;

/** Credentials for one registry. */
public record RegistryAuth(String registry, String username, String password) {

  /** Keeps the password out of logs. */
  @Override
  public String toString() {
    return "RegistryAuth[" + registry + "]";
  }
}

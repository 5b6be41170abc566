package dev.setpoint.agent.cluster;

import java.time.Instant;

/** Asks for tokens in the name of Pods. */
public interface TokenApi {

  /** A token with the time it ends. */
  record IssuedToken(String token, Instant expires) {

    /** Leaves the token out, so that no log shows it. */
    @Override
    public String toString() {
      return "IssuedToken[" + expires + "]";
    }
  }

  /**
   * A token of the Pod's service account that ends with the Pod.
   *
   * @param audience empty for the API itself
   */
  IssuedToken requestToken(
      String namespace, String account, String pod, String podUid, String audience, long seconds);
}

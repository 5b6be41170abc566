package dev.setpoint.api.pki;

import java.util.List;

/** A bearer token with the user and groups it stands for. */
public record StaticToken(String token, String user, String uid, List<String> groups) {

  /** Leaves the token out, so that no log shows it. */
  @Override
  public String toString() {
    return "StaticToken[" + user + " " + groups + "]";
  }
}

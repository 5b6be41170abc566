package dev.setpoint.api.auth;

import java.util.List;

/** Recognises one kind of bearer token; a bean each, asked in order. Tokens are never logged. */
public interface TokenChecker {

  /**
   * @param digest SHA-256 of the token
   * @param audiences one of which the token must be for; never empty
   */
  Outcome check(String token, byte[] digest, List<String> audiences);

  /** What a checker makes of a token. */
  sealed interface Outcome {

    /** Not a token of this kind. */
    record Unknown() implements Outcome {}

    /** A token of this kind that does not hold, and why. */
    record Refused(String why) implements Outcome {}

    /**
     * @param audiences those asked for that the token is meant for
     */
    record Accepted(RequestIdentity identity, List<String> audiences) implements Outcome {}
  }
}

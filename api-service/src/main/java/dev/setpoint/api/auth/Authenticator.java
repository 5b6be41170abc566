package dev.setpoint.api.auth;

import jakarta.servlet.http.HttpServletRequest;

/** Recognises one kind of credential. */
interface Authenticator {

  Outcome authenticate(HttpServletRequest request);

  /** What an authenticator makes of a request. */
  sealed interface Outcome {

    /** No credential of this kind. */
    record None() implements Outcome {}

    /** A credential that is not valid; the request is refused unless another one is. */
    record Rejected() implements Outcome {}

    record Accepted(RequestIdentity identity) implements Outcome {}
  }
}

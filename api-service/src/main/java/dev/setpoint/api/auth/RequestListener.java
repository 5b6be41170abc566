package dev.setpoint.api.auth;

import dev.setpoint.api.rest.RequestInfo;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Hears of requests as soon as it is known whose they are, and again when that is decided on. */
public interface RequestListener {

  /**
   * @param caller who sent it, whoever it is to act for; null when that could not be told
   */
  void identified(HttpServletRequest request, RequestInfo info, @Nullable RequestIdentity caller);

  /**
   * @param actingFor whom it acts for, the caller itself as a rule
   * @param grant null when it is refused
   */
  void decided(HttpServletRequest request, RequestIdentity actingFor, @Nullable Grant grant);
}

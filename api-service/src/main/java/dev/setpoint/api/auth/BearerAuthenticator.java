package dev.setpoint.api.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The bearer token of the Authorization header, where it is meant for this API. */
@Component
@Order(2)
final class BearerAuthenticator implements Authenticator {

  private final BearerTokens tokens;
  private final List<String> audiences;

  BearerAuthenticator(BearerTokens tokens, TokenProperties properties) {
    this.tokens = tokens;
    this.audiences = properties.audiences();
  }

  @Override
  public Outcome authenticate(HttpServletRequest request) {
    String token = BearerTokens.bearer(request.getHeader("Authorization"));
    if (token.isEmpty()) {
      return new Outcome.None();
    }
    return tokens.outcome(token, audiences);
  }
}

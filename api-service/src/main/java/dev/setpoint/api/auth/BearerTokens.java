package dev.setpoint.api.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** All kinds of bearer tokens that are accepted. */
@Component
public final class BearerTokens {

  private static final String INVALID = "invalid bearer token";

  private final List<TokenChecker> checkers;

  BearerTokens(List<TokenChecker> checkers) {
    this.checkers = checkers;
  }

  /** Never {@code Unknown}: a token that nobody knows is refused. */
  public TokenChecker.Outcome check(String token, List<String> audiences) {
    byte[] digest = digest(token);
    List<String> refusals = new ArrayList<>(0);
    for (TokenChecker checker : checkers) {
      switch (checker.check(token, digest, audiences)) {
        case TokenChecker.Outcome.Accepted accepted -> {
          return accepted;
        }
        case TokenChecker.Outcome.Refused(String why) -> refusals.add(why);
        case TokenChecker.Outcome.Unknown() -> {}
      }
    }
    return new TokenChecker.Outcome.Refused(
        refusals.isEmpty() ? INVALID : "[" + INVALID + ", " + String.join(", ", refusals) + "]");
  }

  /** What a request with this token is. */
  Authenticator.Outcome outcome(String token, List<String> audiences) {
    return switch (check(token, audiences)) {
      case TokenChecker.Outcome.Accepted(RequestIdentity identity, var meant) ->
          new Authenticator.Outcome.Accepted(identity);
      case TokenChecker.Outcome.Refused refused -> new Authenticator.Outcome.Rejected();
      case TokenChecker.Outcome.Unknown unknown -> new Authenticator.Outcome.Rejected();
    };
  }

  /** The token of {@code Bearer TOKEN}; empty for any other header. */
  static String bearer(@Nullable String header) {
    if (header == null) {
      return "";
    }
    String[] parts = header.strip().split(" ", 3);
    return parts.length >= 2 && parts[0].equalsIgnoreCase("bearer") ? parts[1] : "";
  }

  static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.setpoint.api.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * The bearer token that a browser names among a WebSocket's subprotocols, for want of a header that
 * it may set. There must be one token only, and another protocol to speak.
 */
@Component
@Order(3)
final class WebSocketAuthenticator implements Authenticator {

  private static final String PREFIX = "base64url.bearer.authorization.k8s.io.";

  private final BearerTokens tokens;
  private final List<String> audiences;

  WebSocketAuthenticator(BearerTokens tokens, TokenProperties properties) {
    this.tokens = tokens;
    this.audiences = properties.audiences();
  }

  @Override
  public Outcome authenticate(HttpServletRequest request) {
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      return new Outcome.None();
    }
    List<String> encoded = new ArrayList<>();
    int others = 0;
    for (String header : Collections.list(request.getHeaders("Sec-WebSocket-Protocol"))) {
      for (String protocol : header.split(",")) {
        String name = protocol.strip();
        if (name.startsWith(PREFIX)) {
          encoded.add(name.substring(PREFIX.length()));
        } else {
          others++;
        }
      }
    }
    if (encoded.isEmpty()) {
      return new Outcome.None();
    }
    return encoded.size() == 1 && others > 0 ? checked(encoded.getFirst()) : new Outcome.Rejected();
  }

  private Outcome checked(String encoded) {
    String token;
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(encoded);
      token = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return new Outcome.Rejected();
    }
    return tokens.outcome(token, audiences);
  }
}

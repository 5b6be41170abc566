package dev.setpoint.api.token;

import dev.setpoint.api.auth.TokenProperties;
import dev.setpoint.api.discovery.Answers;
import dev.setpoint.api.discovery.PathHandler;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.common.json.KubeJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * What others need to check service account tokens themselves: OpenID Connect's discovery document
 * and the public keys.
 */
@Component
final class OpenIdHandler implements PathHandler {

  private static final String CONFIGURATION = "/.well-known/openid-configuration";
  private static final String KEYS = "/openid/v1/jwks";

  private final KeySet keys;
  private final TokenProperties properties;

  OpenIdHandler(KeySet keys, TokenProperties properties) {
    this.keys = keys;
    this.properties = properties;
  }

  @Override
  public boolean handle(RequestInfo info, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = info.path();
    boolean configuration = path.equals(CONFIGURATION);
    if (!(configuration || path.equals(KEYS)) || !isReading(request)) {
      return false;
    }
    String type = configuration ? "application/json" : "application/jwk-set+json";
    Answers.requireAccepted(request, type);
    byte[] body = KubeJson.write(configuration ? configuration(request) : keys.document());
    response.setContentType(type);
    response.setHeader("Cache-Control", "public, max-age=3600");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    return true;
  }

  private static boolean isReading(HttpServletRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  private ObjectNode configuration(HttpServletRequest request) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    out.put("issuer", properties.issuer());
    out.put("jwks_uri", keysUri(request));
    out.putArray("response_types_supported").add("id_token");
    out.putArray("subject_types_supported").add("public");
    out.putArray("id_token_signing_alg_values_supported").add("RS256");
    return out;
  }

  /** Below the issuer, where it is an address that can be reached; else below this server. */
  private String keysUri(HttpServletRequest request) {
    URI issuer = URI.create(properties.issuer());
    boolean inside = issuer.getHost() == null || issuer.getHost().startsWith("kubernetes.default");
    return (inside
            ? "https://" + request.getLocalAddr() + ":" + request.getLocalPort()
            : properties.issuer().replaceAll("/+$", ""))
        + KEYS;
  }
}

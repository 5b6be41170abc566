package dev.setpoint.api.token;

import dev.setpoint.common.json.KubeJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A signed token in JWS compact form (RFC 7515), RS256 only: the algorithm is ours to name, never
 * the token's.
 *
 * @param signed the part that the signature is of
 */
record Jwt(JsonNode header, JsonNode claims, String signed, byte[] signature) {

  private static final String ALGORITHM = "RS256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final int MAX_LENGTH = 16 * 1024;

  static String sign(ObjectNode claims, String keyId, PrivateKey key) {
    ObjectNode header = KubeJson.TREES.createObjectNode().put("alg", ALGORITHM).put("kid", keyId);
    String signed = encode(KubeJson.write(header)) + "." + encode(KubeJson.write(claims));
    try {
      Signature signer = Signature.getInstance("SHA256withRSA");
      signer.initSign(key);
      signer.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encode(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
  }

  /**
   * Null when this is no such token; nothing of it is to be believed before {@link #isSignedBy}.
   */
  static @Nullable Jwt parse(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first <= 0
        || second < 0
        || token.indexOf('.', second + 1) >= 0
        || token.length() > MAX_LENGTH) {
      return null;
    }
    try {
      return new Jwt(
          KubeJson.TREES.readTree(decode(token.substring(0, first))),
          KubeJson.TREES.readTree(decode(token.substring(first + 1, second))),
          token.substring(0, second),
          decode(token.substring(second + 1)));
    } catch (IllegalArgumentException | JacksonException notEncoded) {
      return null;
    }
  }

  boolean isSignedBy(RSAPublicKey key) {
    if (!header.path("alg").asString("").equals(ALGORITHM) || header.has("crit")) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
      return verifier.verify(signature);
    } catch (GeneralSecurityException broken) {
      return false;
    }
  }

  static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  private static byte[] decode(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  /** Leaves everything out, so that no log shows a token. */
  @Override
  public String toString() {
    return "Jwt";
  }
}

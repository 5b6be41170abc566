package dev.setpoint.controller.bootstrap;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A JWS without its payload (RFC 7515, appendix F), by HMAC with SHA-256. */
final class DetachedSignature {

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private DetachedSignature() {}

  static String of(String content, BootstrapToken token) {
    String header = encode("{\"alg\":\"HS256\",\"kid\":\"" + token.id() + "\"}");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(token.secret().getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
      byte[] signed = (header + "." + encode(content)).getBytes(StandardCharsets.US_ASCII);
      return header + ".." + URL.encodeToString(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String text) {
    return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

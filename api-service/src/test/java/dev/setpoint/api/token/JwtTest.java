package dev.setpoint.api.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.json.KubeJson;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {

  private static KeyPair keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
  }

  private static String token() {
    return Jwt.sign(KubeJson.TREES.createObjectNode().put("sub", "jane"), "k", keys.getPrivate());
  }

  private static boolean holds(String token) {
    Jwt parsed = Jwt.parse(token);
    return parsed != null && parsed.isSignedBy((RSAPublicKey) keys.getPublic());
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSignedTokenHolds() {
    assertThat(holds(token())).isTrue();
    assertThat(Jwt.parse(token()).claims().path("sub").asString()).isEqualTo("jane");
  }

  @Test
  void otherClaimsOrAnotherAlgorithmDoNot() {
    String[] parts = token().split("\\.");
    assertThat(holds(parts[0] + "." + base64("{\"sub\":\"root\"}") + "." + parts[2])).isFalse();
    for (String algorithm : new String[] {"none", "HS256", "RS512", "rs256"}) {
      String header = base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"k\"}");
      assertThat(holds(header + "." + parts[1] + "." + parts[2])).isFalse();
      assertThat(holds(header + "." + parts[1] + ".")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a.b", "a.b.c.d", "e30.e30.e30", "####.e30.e30", "e30.!!.x"})
  void whatIsNoTokenIsRefusedQuietly(String text) {
    assertThat(holds(text)).isFalse();
  }
}

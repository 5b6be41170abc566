package dev.setpoint.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ObjectKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinueTokenTest {

  @Property
  void comesBackAsItWas(
      @ForAll @LongRange(min = 1) long revision,
      @ForAll @AlphaChars @StringLength(min = 1, max = 20) String namespace,
      @ForAll @AlphaChars @StringLength(min = 1, max = 20) String name) {
    ContinueToken token = new ContinueToken(revision, new ObjectKey(namespace, name));
    assertThat(ContinueToken.decode(token.encode(true), "")).isEqualTo(token);
    assertThat(ContinueToken.decode(token.encode(false), namespace)).isEqualTo(token);
  }

  @Property
  void anythingElseIsABadRequest(@ForAll String text) {
    try {
      ContinueToken.decode(text, "");
    } catch (ApiException e) {
      assertThat(e.code()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"xyz", "eyJ2IjoieCJ9", "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MX0", "!"})
  void saysThatTheTokenIsBad(String token) {
    assertThatThrownBy(() -> ContinueToken.decode(token, "a"))
        .hasMessageStartingWith("invalid continue token: continue key is not valid: ");
  }
}

package dev.setpoint.api.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.api.pki.EncryptionKeys;
import dev.setpoint.api.pki.PkiFixture;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class AesSealTest {

  private static final ResourceType SECRETS = new ResourceType("", "v1", "secrets", "Secret", true);
  private static final ObjectKey KEY = new ObjectKey("ns", "s");

  private EncryptionKeys keys;
  private AesSeal seal;

  @BeforeEach
  void makeKeys(@TempDir Path state) {
    keys = PkiFixture.encryptionKeys(state);
    seal = new AesSeal(keys, new SealProperties(true, List.of("secrets"), false));
  }

  private static ObjectNode secret() {
    String json =
        """
        {"kind":"Secret","apiVersion":"v1","metadata":{"name":"s","namespace":"ns","uid":"u",
         "resourceVersion":"7","annotations":{"last-applied":"cGxhaW4="},"labels":{"a":"b"}},
         "type":"Opaque","data":{"password":"cGxhaW4="}}
        """;
    return KubeJson.readObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] sealed() {
    return KubeJson.write(seal.seal(SECRETS, KEY, secret()));
  }

  @Test
  void whatIsStoredShowsNoValueButWhatOthersNeed() {
    ObjectNode stored = KubeJson.readObject(sealed());
    assertThat(stored.toString()).doesNotContain("cGxhaW4=");
    assertThat(stored.path("metadata").path("labels").path("a").asString()).isEqualTo("b");
    assertThat(stored.path("data").has("password")).isTrue();
    assertThat(stored.path("type").asString()).isEqualTo("Opaque");
  }

  @Test
  void itOpensWithTheVersionThatWasStored() {
    ObjectNode stored = KubeJson.readObject(sealed());
    stored.withObjectProperty("metadata").put("resourceVersion", "12");
    ObjectNode opened = KubeJson.readObject(seal.open("secrets", KubeJson.write(stored)));
    ObjectNode wanted = secret();
    wanted.withObjectProperty("metadata").put("resourceVersion", "12");
    assertThat(opened).isEqualTo(wanted);
  }

  @Test
  void anotherObjectsContentIsNotTakenForItsOwn() {
    ObjectNode stored = KubeJson.readObject(sealed());
    stored.withObjectProperty("metadata").put("name", "other");
    assertThatThrownBy(() -> seal.open("secrets", KubeJson.write(stored)))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("can't be decrypted");
  }

  @Test
  void aNewKeyReadsWhatTheOldOneWrote() {
    byte[] before = sealed();
    String prefix = seal.currentPrefix();
    keys.rotate();
    assertThat(seal.currentPrefix()).isNotEqualTo(prefix);
    assertThat(KubeJson.readObject(seal.open("secrets", before))).isEqualTo(secret());
    assertThat(KubeJson.readObject(sealed()).path("sealed").asString())
        .startsWith(seal.currentPrefix());
  }

  @Test
  void whatWasStoredInTheClearIsReadAsItIs() {
    byte[] clear = KubeJson.write(secret());
    assertThat(seal.open("secrets", clear)).isEqualTo(clear);
    ObjectNode tricky = secret();
    tricky.withObjectProperty("data").put("sealed", "eA==");
    byte[] bytes = KubeJson.write(tricky);
    assertThat(seal.open("secrets", bytes)).isEqualTo(bytes);
  }
}

package dev.setpoint.api.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.api.schema.KubernetesData;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.api.schema.TypeSchema;
import dev.setpoint.api.schema.TypedForm;
import dev.setpoint.common.json.KubeJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

class ProtobufBodyTest {

  private static final Schemas SCHEMAS = new Schemas();
  private static final ProtobufBody BODY = new ProtobufBody(SCHEMAS, new Messages());
  private static final TypedForm FORM = new TypedForm(SCHEMAS);

  @TestFactory
  Stream<DynamicTest> everyKindReadsAsItsJson() throws IOException {
    Path folder = KubernetesData.require("kubernetes-1.33/testdata");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.filter(f -> f.toString().endsWith(".pb")).sorted().toList();
      assertThat(all).hasSizeGreaterThan(70);
      return all.stream()
          .filter(ProtobufBodyTest::mayBeABody)
          .map(file -> DynamicTest.dynamicTest(name(file), () -> assertSameTree(file)));
    }
  }

  /** Two of them say what they are in no body: one has no kind, one is only ever printed. */
  private static boolean mayBeABody(Path file) {
    try {
      String kind = ProtobufBody.open(Files.readAllBytes(file)).kind();
      return !kind.isEmpty() && !kind.equals("PodStatusResult");
    } catch (Exception e) {
      return true; // its own test says so
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).replace(".pb", "");
  }

  private static void assertSameTree(Path file) throws Exception {
    ObjectNode json =
        KubeJson.readObject(Files.readAllBytes(file.resolveSibling(name(file) + ".json")));
    ProtobufBody.Envelope envelope = ProtobufBody.open(Files.readAllBytes(file));
    assertThat(envelope.apiVersion()).isEqualTo(json.path("apiVersion").stringValue(""));
    assertThat(envelope.kind()).isEqualTo(json.path("kind").stringValue(""));
    TypeSchema type = BODY.schema(envelope.apiVersion(), envelope.kind());
    ObjectNode read;
    if (type == null) {
      // Options and the like, which are no bodies of their own: every field of theirs is filled.
      read = unlisted(envelope);
    } else {
      read = BODY.read(envelope.message(), type);
      FORM.check(type, json);
      FORM.check(type, read);
    }
    read.put("apiVersion", envelope.apiVersion()).put("kind", envelope.kind());
    assertThat(read).isEqualTo(json);
  }

  private static ObjectNode unlisted(ProtobufBody.Envelope envelope) throws Exception {
    String core = "io.k8s.api.core.v1." + envelope.kind();
    Messages messages = new Messages();
    String type =
        messages.fields(core) == null
            ? "io.k8s.apimachinery.pkg.apis.meta.v1." + envelope.kind()
            : core;
    ObjectNode object = KubeJson.TREES.createObjectNode();
    byte[] message = envelope.message();
    new MessageReader(messages).read(new WireReader(message, 0, message.length), type, object);
    return object;
  }

  @Test
  void emptyTextsAndZeroesOfClientsVanish() throws Exception {
    // A ConfigMap as client-go writes it: every text of its metadata, empty or not.
    ObjectNode read =
        read(
            "v1",
            "ConfigMap",
            "0a11" + "0a0161" + "1200" + "1a00" + "2a00" + "3200" + "3800" + "22004200");
    assertThat(read)
        .isEqualTo(
            KubeJson.readObject(
                "{\"metadata\":{\"name\":\"a\"}}".getBytes(StandardCharsets.UTF_8)));
  }

  private static ObjectNode read(String apiVersion, String kind, String hex) throws Exception {
    TypeSchema type = BODY.schema(apiVersion, kind);
    assertThat(type).isNotNull();
    ObjectNode read = BODY.read(HexFormat.of().parseHex(hex), type);
    FORM.check(type, read);
    return read;
  }

  @Test
  void saysWhatIsWrongAsGoDoes() {
    assertUnreadable(new byte[0], "empty data");
    assertUnreadable(
        "{}".getBytes(StandardCharsets.UTF_8),
        "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    assertUnreadable(new byte[] {'k', '8', 's', 0}, "empty body");
    assertUnreadable(new byte[] {'k', '8', 's', 0, 0x0a, 0x7f}, "unexpected EOF");
    assertThatThrownBy(() -> read("v1", "ConfigMap", "88")).hasMessage("unexpected EOF");
    assertThatThrownBy(() -> read("v1", "ConfigMap", "0801"))
        .hasMessage("proto: wrong wireType = 0 for field Metadata");
    assertThatThrownBy(() -> read("v1", "ConfigMap", "0c"))
        .hasMessage("proto: ConfigMap: wiretype end group for non-group");
  }

  private static void assertUnreadable(byte[] body, String message) {
    assertThatThrownBy(() -> ProtobufBody.open(body)).hasMessage(message);
  }

  @Property(tries = 3000)
  void noBytesDoMoreThanFail(
      @ForAll @Size(max = 60) byte[] message, @ForAll @IntRange(max = 4) int kind) {
    String[] kinds = {
      "v1 Pod", "v1 Service", "apps/v1 Deployment", "v1 Secret", "batch/v1 CronJob"
    };
    TypeSchema type = BODY.schema(kinds[kind].split(" ")[0], kinds[kind].split(" ")[1]);
    try {
      BODY.read(message, java.util.Objects.requireNonNull(type));
    } catch (ProtobufBody.Unreadable e) {
      assertThat(e.message()).isNotEmpty();
    }
  }
}

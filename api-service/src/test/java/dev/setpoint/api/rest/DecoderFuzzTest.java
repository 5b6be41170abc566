package dev.setpoint.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.json.KubeJson;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Mutated bodies of every form: whatever they say, the answer is a Status or the object, and never
 * that the server failed. {@code -Dsetpoint.fuzz.seed} and {@code -Dsetpoint.fuzz.tries} look
 * further than a build does.
 */
class DecoderFuzzTest {

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final long SEED = Long.getLong("setpoint.fuzz.seed", 7);
  private static final int TRIES = Integer.getInteger("setpoint.fuzz.tries", 250);
  private static final String POD =
      "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\",\"labels\":{\"a\":\"b\"}},"
          + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"ports\":[{\"containerPort\":80}],"
          + "\"env\":[{\"name\":\"A\",\"value\":\"1\"}],\"resources\":{\"limits\":{\"cpu\":\"1500m\",\"memory\":1e3}}}],"
          + "\"tolerations\":[{\"key\":\"x\",\"tolerationSeconds\":5}],\"nodeSelector\":{\"d\":\"e\"}}}";
  private static final String YAML =
      "apiVersion: v1\n"
          + "kind: ConfigMap\n"
          + "metadata: &m\n"
          + "  name: y\n"
          + "  labels: {a: \"b\"}\n"
          + "data:\n"
          + "  k: |\n"
          + "    text\n"
          + "  <<: {l: 'm'}\n";
  // A ConfigMap named p with one entry, as client-go writes it.
  private static final byte[] PROTOBUF =
      HexFormat.of()
          .parseHex(
              "6b3873000a0f0a02763112"
                  + "09436f6e6669674d6170"
                  + "121b0a110a017012001a0022002a00320038004200"
                  + "12060a016112016222001a00");

  private static RestServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    server = new RestServer();
    client = HttpClient.newHttpClient();
    server.post(
        MAPS, "{\"metadata\":{\"name\":\"m\",\"finalizers\":[\"a.io/b\"]},\"data\":{\"a\":\"b\"}}");
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  record Case(String method, String path, String type, byte[] body) {
    @Override
    public String toString() {
      return method + " " + type;
    }
  }

  static List<Case> cases() {
    String patched = MAPS + "/m?dryRun=All";
    return List.of(
        new Case("POST", PODS + "?dryRun=All", "application/json", bytes(POD)),
        new Case("POST", MAPS + "?dryRun=All", "application/yaml", bytes(YAML)),
        new Case("POST", MAPS + "?dryRun=All", "application/vnd.kubernetes.protobuf", PROTOBUF),
        new Case(
            "PATCH",
            patched,
            "application/json-patch+json",
            bytes(
                "[{\"op\":\"add\",\"path\":\"/data/z\",\"value\":\"1\"},{\"op\":\"move\",\"from\":\"/data/a\","
                    + "\"path\":\"/data/c\"},{\"op\":\"test\",\"path\":\"/metadata/name\",\"value\":\"m\"}]")),
        new Case(
            "PATCH",
            patched,
            "application/merge-patch+json",
            bytes("{\"metadata\":{\"labels\":{\"a\":null,\"b\":\"c\"}},\"data\":{\"a\":\"x\"}}")),
        new Case(
            "PATCH",
            patched,
            "application/strategic-merge-patch+json",
            bytes(
                "{\"metadata\":{\"finalizers\":[\"c.io/d\"],\"$deleteFromPrimitiveList/finalizers\":[\"a.io/b\"],"
                    + "\"$setElementOrder/finalizers\":[\"c.io/d\"]},\"data\":{\"$patch\":\"replace\",\"a\":\"x\"}}")),
        new Case(
            "PATCH",
            patched + "&fieldManager=f&force=true",
            "application/apply-patch+yaml",
            bytes(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: m, finalizers: [a.io/b],"
                    + " ownerReferences: [{uid: u, kind: K, name: n, apiVersion: v1}]}, data: {a:"
                    + " b}}")),
        new Case(
            "DELETE",
            patched,
            "application/json",
            bytes(
                "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0,\"preconditions\":"
                    + "{\"uid\":\"u\"},\"propagationPolicy\":\"Orphan\",\"dryRun\":[\"All\"]}")));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noMutationBreaksTheServer(Case base) throws Exception {
    Random random = new Random(SEED);
    for (int i = 0; i < TRIES; i++) {
      byte[] body = base.body();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        body = mutated(body, random);
      }
      answersProperly(base, body);
    }
  }

  private static final List<String> BITS =
      List.of(
          "null",
          "{}",
          "[]",
          "\"\"",
          "-1",
          "9223372036854775808",
          "1e400",
          "1e-99999",
          "true",
          "\u0000",
          "\"\\ud800\"",
          "&a [*a]",
          "*b",
          "$patch",
          "metadata",
          ":",
          ",",
          "{",
          "[",
          "\"",
          "\n",
          "~1",
          "/-");

  private static byte[] mutated(byte[] body, Random random) {
    int at = random.nextInt(body.length + 1);
    int length = Math.min(random.nextInt(12), body.length - at);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(body, 0, at);
    switch (random.nextInt(4)) {
      case 0 -> out.writeBytes(bytes(BITS.get(random.nextInt(BITS.size()))));
      case 1 -> out.write(random.nextInt(256));
      case 2 -> {
        int from = random.nextInt(body.length + 1);
        out.write(body, from, Math.min(random.nextInt(40), body.length - from));
        length = 0;
      }
      default -> {}
    }
    out.write(body, at + length, body.length - at - length);
    return out.size() == 0 ? new byte[] {0} : out.toByteArray();
  }

  private static void answersProperly(Case base, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + base.path()))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", base.type())
            .method(base.method(), BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
    String sent = base + ": " + Base64.getEncoder().encodeToString(body);
    JsonNode said = KubeJson.TREES.readTree(answer.body());
    assertThat(said.path("kind").asString("")).as(sent).isNotEmpty();
    assertThat(said.path("message").asString(""))
        .as(sent)
        .doesNotContain("the request could not be served");
    if (answer.statusCode() >= 400) {
      assertThat(said.path("code").asInt(0)).as(sent).isEqualTo(answer.statusCode());
    }
  }

  @Test
  void costlyBodiesAreRefusedAtOnce() throws Exception {
    String pod = PODS + "?dryRun=All";
    assertRefused("POST", pod, "application/json", "[".repeat(1_000_000), 400);
    assertRefused("POST", pod, "application/json", "{\"a\":".repeat(300_000), 400);
    assertRefused("POST", pod, "application/json", POD.replace(":5}", ":1e-999999999}"), 400);
    assertRefused("POST", pod, "application/json", POD.replace(":1e3}", ":1e-999999999}"), 400);
    assertRefused(
        "POST", pod, "application/json", POD.replace("1500m", "9".repeat(2_000_000)), 400);
    StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c < 'k'; c++) {
      String alias = "*" + (char) (c - 1);
      bomb.append(c).append(": &").append(c).append(" [").append(alias);
      bomb.append((", " + alias).repeat(8)).append("]\n");
    }
    assertRefused("POST", MAPS + "?dryRun=All", "application/yaml", bomb.toString(), 400);
    assertRefused(
        "PATCH", MAPS + "/m?fieldManager=f", "application/apply-patch+yaml", bomb.toString(), 400);
    String operation = "{\"op\":\"add\",\"path\":\"/data/z\",\"value\":\"1\"}";
    assertRefused(
        "PATCH",
        MAPS + "/m?dryRun=All",
        "application/json-patch+json",
        "[" + operation + ("," + operation).repeat(10_000) + "]",
        413);
  }

  private static void assertRefused(String method, String path, String type, String body, int code)
      throws Exception {
    RestServer.Answer answer = server.call(method, path, body, "Content-Type", type);
    assertThat(answer.code()).as(type + " " + body.length()).isEqualTo(code);
    assertThat(answer.at("/kind")).isEqualTo("Status");
  }
}

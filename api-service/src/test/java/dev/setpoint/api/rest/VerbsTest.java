package dev.setpoint.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.rest.RestServer.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerbsTest {

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  private static RestServer server;

  @BeforeAll
  static void start() {
    server = new RestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String map(String name, String data) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"data\":{\"k\":\""
        + data
        + "\"}}";
  }

  @Test
  void theNamespacesOfEveryClusterAreThere() throws Exception {
    assertThat(server.get("/api/v1/namespaces").json().at("/items").valueStream())
        .extracting(n -> n.at("/metadata/name").asString(""))
        .contains("default", "kube-system", "kube-public", "kube-node-lease");
  }

  @Test
  void aCreatedObjectCanBeReadChangedAndDeleted() throws Exception {
    Answer created = server.post(MAPS, map("crud", "1"));
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.at("/metadata/uid")).isNotEmpty();
    assertThat(server.get(MAPS + "/crud").json()).isEqualTo(created.json());

    Answer updated = server.call("PUT", MAPS + "/crud", map("crud", "2"));
    assertThat(updated.code()).isEqualTo(200);
    assertThat(updated.at("/data/k")).isEqualTo("2");
    assertThat(updated.at("/metadata/uid")).isEqualTo(created.at("/metadata/uid"));

    Answer patched = server.merge(MAPS + "/crud", "{\"data\":{\"k\":null,\"j\":\"3\"}}");
    assertThat(patched.json().at("/data").toString()).isEqualTo("{\"j\":\"3\"}");

    Answer deleted = server.call("DELETE", MAPS + "/crud", "");
    assertThat(deleted.at("/status")).isEqualTo("Success");
    assertThat(server.get(MAPS + "/crud").code()).isEqualTo(404);
  }

  @Test
  void whatChangesNothingKeepsTheVersion() throws Exception {
    Answer created = server.post(MAPS, map("noop", "1"));
    Answer again = server.call("PUT", MAPS + "/noop", map("noop", "1"));
    assertThat(again.at("/metadata/resourceVersion"))
        .isEqualTo(created.at("/metadata/resourceVersion"));
    assertThat(server.merge(MAPS + "/noop", "{}").at("/metadata/resourceVersion"))
        .isEqualTo(created.at("/metadata/resourceVersion"));
  }

  @Test
  void ofManyWritersOnOneVersionOneWins() throws Exception {
    String version = server.post(MAPS, map("race", "0")).at("/metadata/resourceVersion");
    List<Callable<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String body =
          map("race", "w" + i)
              .replace(
                  "\"name\":\"race\"", "\"name\":\"race\",\"resourceVersion\":\"" + version + "\"");
      writers.add(() -> server.call("PUT", MAPS + "/race", body).code());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> codes = new ArrayList<>();
      for (Future<Integer> code : threads.invokeAll(writers)) {
        codes.add(code.get());
      }
      assertThat(codes).containsOnlyOnce(200).filteredOn(c -> c != 200).containsOnly(409);
    }
  }

  @Test
  void patchesWithoutAVersionAllGoThrough() throws Exception {
    server.post(MAPS, map("many", "0"));
    List<Callable<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String body = "{\"data\":{\"w" + i + "\":\"x\"}}";
      writers.add(() -> server.merge(MAPS + "/many", body).code());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> code : threads.invokeAll(writers)) {
        assertThat(code.get()).isEqualTo(200);
      }
    }
    assertThat(server.get(MAPS + "/many").json().at("/data").size()).isEqualTo(17);
  }

  @Test
  void aDryRunStoresNothing() throws Exception {
    assertThat(server.post(MAPS + "?dryRun=All", map("dry", "1")).code()).isEqualTo(201);
    assertThat(server.get(MAPS + "/dry").code()).isEqualTo(404);
  }

  @Test
  void aFinalizerHoldsTheObjectUntilItGoes() throws Exception {
    server.post(MAPS, "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"a.io/x\"]}}");
    Answer deleted = server.call("DELETE", MAPS + "/held", "");
    assertThat(deleted.at("/metadata/deletionTimestamp")).isNotEmpty();
    assertThat(server.post(MAPS, map("held", "1")).at("/message"))
        .startsWith("object is being deleted");
    server.merge(MAPS + "/held", "{\"metadata\":{\"finalizers\":null}}");
    assertThat(server.get(MAPS + "/held").code()).isEqualTo(404);
  }

  @Test
  void aGeneratedNameIsCompleted() throws Exception {
    Answer created = server.post(MAPS, "{\"metadata\":{\"generateName\":\"gen-\"}}");
    assertThat(created.at("/metadata/name")).matches("gen-[a-z0-9]{5}");
  }

  @Test
  void pagesAreOfOneRevision() throws Exception {
    String maps = MAPS.replace("default", "kube-public");
    for (String name : List.of("p1", "p2", "p3")) {
      server.post(maps, map(name, "1"));
    }
    Answer first = server.get(maps + "?limit=2");
    assertThat(first.json().at("/metadata/remainingItemCount").asInt()).isEqualTo(1);
    server.post(maps, map("p4", "1"));
    Answer second = server.get(maps + "?limit=2&continue=" + first.at("/metadata/continue"));
    assertThat(second.json().at("/items")).hasSize(1);
    assertThat(second.at("/items/0/metadata/name")).isEqualTo("p3");
    assertThat(second.at("/metadata/resourceVersion"))
        .isEqualTo(first.at("/metadata/resourceVersion"));
  }

  @Test
  void itemsOfAListCarryNoKind() throws Exception {
    server.post(MAPS, map("item", "1"));
    Answer list = server.get(MAPS + "?fieldSelector=metadata.name=item");
    assertThat(list.at("/kind")).isEqualTo("ConfigMapList");
    assertThat(list.json().at("/items/0").has("kind")).isFalse();
    assertThat(list.at("/items/0/data/k")).isEqualTo("1");
    assertThat(list.at("/items/0/metadata/name")).isEqualTo("item");
  }

  @Test
  void aListSaysFirstWhereItStands() throws Exception {
    server.post(MAPS, map("ordered", "1"));
    for (String query : new String[] {"", "?limit=1", "?resourceVersion=0"}) {
      String text = server.get(MAPS + query).text();
      assertThat(text.indexOf("\"metadata\"")).isLessThan(text.indexOf("\"items\""));
    }
  }

  @Test
  void aTableShowsRows() throws Exception {
    server.post(MAPS, map("row", "1"));
    Answer table = server.get(MAPS + "?fieldSelector=metadata.name%3Drow", "Accept", TABLE);
    assertThat(table.at("/kind")).isEqualTo("Table");
    assertThat(table.at("/rows/0/cells/0")).isEqualTo("row");
    assertThat(table.at("/rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
  }

  @Test
  void acceptParametersComeInAnyOrder() throws Exception {
    Answer table =
        server.get(
            MAPS, "Accept", "application/json;g=meta.k8s.io;v=v1;as=Table, application/json;q=0.9");
    assertThat(table.at("/kind")).isEqualTo("Table");
  }

  @Test
  void yamlIsReadAndWritten() throws Exception {
    Answer created =
        server.post(
            MAPS,
            "metadata: {name: yaml}\ndata: {a: \"1\"}\n",
            "Content-Type",
            "application/yaml",
            "Accept",
            "application/yaml");
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.text()).contains("kind: ConfigMap").contains("name: yaml");
  }

  @Test
  void podsAreGivenWhatAdmissionGives() throws Exception {
    server.post(
        "/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    String pods = "/api/v1/namespaces/default/pods";
    String pod =
        "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    Answer created = server.post(pods, pod);
    assertThat(created.code()).as(created.text()).isEqualTo(201);
    assertThat(created.at("/spec/serviceAccountName")).isEqualTo("default");
    assertThat(created.json().at("/spec/priority").asInt(-1)).isZero();
    assertThat(created.json().at("/spec/tolerations")).hasSize(2);

    String binding =
        "{\"metadata\":{\"name\":\"p\"},\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}";
    assertThat(server.post(pods + "/p/binding", binding).code()).isEqualTo(201);
    assertThat(server.get(pods + "/p").at("/spec/nodeName")).isEqualTo("n");
    assertThat(server.post(pods + "/p/binding", binding).code()).isEqualTo(409);

    Answer going = server.call("DELETE", pods + "/p?gracePeriodSeconds=20", "");
    assertThat(going.json().at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(20);
    Answer sooner = server.call("DELETE", pods + "/p?gracePeriodSeconds=5", "");
    assertThat(sooner.json().at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(5);
    server.call("DELETE", pods + "/p?gracePeriodSeconds=0", "");
    assertThat(server.get(pods + "/p").code()).isEqualTo(404);
  }

  @Test
  void aPodWhoseAccountIsMissingIsRefused() throws Exception {
    Answer refused =
        server.post(
            "/api/v1/namespaces/kube-public/pods",
            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused.at("/message"))
        .isEqualTo(
            "pods \"p\" is forbidden: error looking up service account kube-public/default:"
                + " serviceaccount \"default\" not found");
  }

  @Test
  void scaleIsAViewOfReplicas() throws Exception {
    String deployments = "/apis/apps/v1/namespaces/default/deployments";
    Answer created =
        server.post(
            deployments,
            "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"replicas\":2,\"selector\":{\"matchLabels\":"
                + "{\"app\":\"d\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"d\"}},\"spec\":"
                + "{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}");
    assertThat(created.code()).as(created.text()).isEqualTo(201);
    Answer scale = server.get(deployments + "/d/scale");
    assertThat(scale.json().at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(scale.at("/status/selector")).isEqualTo("app=d");
    assertThat(server.merge(deployments + "/d/scale", "{\"spec\":{\"replicas\":5}}").code())
        .isEqualTo(200);
    assertThat(server.get(deployments + "/d").json().at("/spec/replicas").asInt()).isEqualTo(5);
    Answer negative = server.merge(deployments + "/d/scale", "{\"spec\":{\"replicas\":-1}}");
    assertThat(negative.at("/message"))
        .isEqualTo(
            "Scale.autoscaling \"d\" is invalid: spec.replicas: Invalid value: -1: must be greater"
                + " than or equal to 0");
  }

  @Test
  void nothingIsCreatedInAMissingOrGoingNamespace() throws Exception {
    Answer missing = server.post(MAPS.replace("default", "nowhere"), map("x", "1"));
    assertThat(missing.at("/message")).isEqualTo("namespaces \"nowhere\" not found");
    server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"going\"}}");
    server.post(MAPS.replace("default", "going"), map("before", "1"));
    server.call("DELETE", "/api/v1/namespaces/going", "");
    Answer refused = server.post(MAPS.replace("default", "going"), map("after", "1"));
    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused.at("/details/causes/0/reason")).isEqualTo("NamespaceTerminating");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "kube-system", "kube-public"})
  void systemNamespacesStay(String name) throws Exception {
    assertThat(server.call("DELETE", "/api/v1/namespaces/" + name, "").code()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"metadata\": | 400",
        "[] | 400",
        "{\"kind\":\"Gadget\"} | 400",
        "{\"metadata\":{\"name\":7}} | 400",
        "{\"metadata\":{\"name\":\"../../etc\"}} | 422",
        "{\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":1}} | 400",
        "{\"metadata\":{\"name\":\"x\",\"namespace\":\"other\"}} | 400"
      })
  void badBodiesAreRefused(String body, int code) throws Exception {
    Answer answer = server.post(MAPS, body);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.at("/kind")).isEqualTo("Status");
  }

  @Test
  void bodiesThatAreTooLargeAreRefused() throws Exception {
    Answer answer = server.post(MAPS, map("big", "x".repeat(10 * 1024 * 1024)));
    assertThat(answer.code()).isEqualTo(413);
    assertThat(answer.at("/message")).isEqualTo("Request entity too large: limit is 3145728");
  }

  @Test
  void namesHaveALimit() throws Exception {
    assertThat(server.post(MAPS, map("n".repeat(253), "1")).code()).isEqualTo(201);
    assertThat(server.post(MAPS, map("n".repeat(254), "1")).code()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/..", "/%2e%2e", "/a%252Fb", "/."})
  void pathsThatClimbNeverReachTheStore(String name) throws Exception {
    assertThat(server.get(MAPS + name).code()).isIn(400, 404);
  }

  @Test
  void unknownFieldsWarnOrRefuse() throws Exception {
    String body = "{\"metadata\":{\"name\":\"unk\"},\"nope\":1}";
    assertThat(server.post(MAPS + "?dryRun=All", body).warnings())
        .containsExactly("299 - \"unknown field \\\"nope\\\"\"");
    assertThat(server.post(MAPS + "?dryRun=All&fieldValidation=Strict", body).code())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"POST,/x", "PUT,''", "PATCH,''", "HEAD,/x", "OPTIONS,/x"})
  void methodsThatMeanNothingAreNotAllowed(String method, String path) throws Exception {
    assertThat(server.call(method, MAPS + path, "").code()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/cbor", "text/plain"})
  void otherBodiesAreUnsupported(String type) throws Exception {
    assertThat(server.post(MAPS, map("t", "1"), "Content-Type", type).code()).isEqualTo(415);
    assertThat(server.call("PATCH", MAPS + "/t", "{}", "Content-Type", type).code()).isEqualTo(415);
  }
}

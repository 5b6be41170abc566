package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.standalone.RawRequests.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What somebody who means harm may send to an API service whose heap ends at 256 MiB: it is refused
 * or cut off, and a well-behaved client goes on all the while.
 */
@Timeout(120)
class HostileInputIT {

  private static final int PORT = 28140;
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String JSON = "application/json";

  /** As many as would take every turn that a write can have, and half as many again. */
  private static final int CROWD = 300;

  @TempDir static Path dir;

  private static ServiceProcesses services;
  private static ApiClient api;
  private static RawConnection.Target target;
  private static RawRequests requests;

  private Bystander bystander;

  @BeforeAll
  static void start() throws Exception {
    services = new ServiceProcesses(dir, PORT);
    services.start(
        Part.API,
        PORT,
        "--setpoint.api.server.header-timeout=2s",
        "--setpoint.api.limits.body-patience=3s");
    services.awaitReady(Part.API, PORT);
    Path kubeconfig = dir.resolve("kubeconfig");
    api = new ApiClient(kubeconfig, "bystander");
    target = new RawConnection.Target(kubeconfig);
    requests = new RawRequests(kubeconfig);
  }

  @AfterAll
  static void stop() throws Exception {
    String log = services.log(Part.API, PORT);
    services.close();
    assertThat(log).doesNotContain("OutOfMemoryError", "StackOverflowError");
  }

  @BeforeEach
  void watchOut() {
    bystander = new Bystander(api);
  }

  @AfterEach
  void nobodyElseNoticed() throws Exception {
    bystander.close();
  }

  @Test
  void slowHeadersAreCutOff() throws Exception {
    crowd(
            CROWD,
            connection -> {
              connection.send("GET /version HTTP/1.1", "Host: here");
              drip(connection, "X-Slow: 1\r\n");
              return connection.untilClosed();
            })
        .forEach(answer -> assertThat(RawConnection.codes(answer)).doesNotContain(200));
  }

  /** Small ones, and ones that announce much and send little of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 500", "Content-Length: 3000000", "Transfer-Encoding: chunked"})
  void slowBodiesAreRefusedAndHoldNoTurns(String length) throws Exception {
    crowd(
            CROWD,
            connection -> {
              connection.send(
                  "POST " + MAPS + " HTTP/1.1",
                  "Host: here",
                  "$AUTH",
                  "Content-Type: " + JSON,
                  length);
              connection.send("");
              drip(connection, length.startsWith("T") ? "1\r\n \r\n" : " ");
              return connection.untilClosed();
            })
        .forEach(answer -> assertThat(answer).startsWith("HTTP/1.1 504").contains("\"Timeout\""));
  }

  /** Sends a little now and then until the server has had enough. */
  private static void drip(RawConnection connection, String little) throws Exception {
    try {
      for (int i = 0; i < 100; i++) {
        connection.sendBytes(little);
        if (connection.hasAnswer(Duration.ofMillis(300))) {
          return;
        }
      }
    } catch (IOException e) {
      return; // closed
    }
    throw new AssertionError("still patient after 30 seconds");
  }

  private interface Talk {
    String with(RawConnection connection) throws Exception;
  }

  private static List<String> crowd(int size, Talk talk) throws Exception {
    Callable<String> one =
        () -> {
          try (RawConnection connection = target.connect()) {
            return talk.with(connection);
          }
        };
    return all(Collections.nCopies(size, one));
  }

  private static <T> List<T> all(List<Callable<T>> tasks) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> done : threads.invokeAll(tasks)) {
        results.add(done.get());
      }
      return results;
    }
  }

  /** Of two ways to see where a request ends, none makes another request of its body. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4|Transfer-Encoding: chunked||0||",
        "Transfer-Encoding: chunked|Content-Length: 4||0||",
        "Content-Length: 0|Content-Length: 60||",
        "Content-Length: 0, 60||",
        "Content-Length: +0||",
        "Content-Length: -1||",
        "Content-Length: 0x0||",
        "Content-Length: 99999999999999999999||",
        "Content-Length : 0||",
        "Transfer-Encoding : chunked||0||",
        "Transfer-Encoding: xchunked||0||",
        "Transfer-Encoding: chunked, identity||0||",
        "Transfer-Encoding: chunked|Transfer-Encoding: identity||0||",
        "Transfer-Encoding: chunked||ffffffffffffffff0|",
        "Transfer-Encoding: chunked||-1|",
        "Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13|Sec-WebSocket-Key:"
            + " AAAAAAAAAAAAAAAAAAAAAA==|Content-Length: 0|Content-Length: 60||",
      })
  void noRequestIsSmuggled(String headers) throws Exception {
    for (String method : List.of("POST " + MAPS, "GET /api/v1/namespaces/default/pods/none/exec")) {
      try (RawConnection connection = target.connect()) {
        connection.send(method + " HTTP/1.1", "Host: here", "$AUTH", "Content-Type: " + JSON);
        connection.sendBytes(headers.replace("|", "\r\n"));
        connection.send("GET /version HTTP/1.1", "Host: here", "");
        String answers = connection.untilClosed();
        assertThat(RawConnection.codes(answers)).as(answers).hasSizeLessThanOrEqualTo(1);
        assertThat(answers).doesNotContain("gitVersion");
      }
    }
  }

  /** What was sent as the body of a refused upgrade is a body, not the next request. */
  @ParameterizedTest
  @ValueSource(strings = {"exec?command=id", "attach", "portforward"})
  void aRefusedUpgradeKeepsItsBody(String subresource) throws Exception {
    String hidden = "GET /version HTTP/1.1\r\nHost: here\r\n\r\n";
    for (String upgrade : List.of("SPDY/3.1", "websocket")) {
      try (RawConnection connection = target.connect()) {
        connection.send(
            "POST /api/v1/namespaces/default/pods/none/" + subresource + " HTTP/1.1",
            "Host: here",
            "$AUTH",
            "Connection: Upgrade",
            "Upgrade: " + upgrade,
            "Content-Length: " + hidden.length(),
            "");
        connection.sendBytes(hidden);
        connection.send("GET /livez HTTP/1.1", "Host: here", "Connection: close", "");
        String answers = connection.untilClosed();
        assertThat(answers).doesNotContain("gitVersion", "HTTP/1.1 101");
        assertThat(RawConnection.codes(answers).getFirst()).as(answers).isBetween(400, 499);
      }
    }
  }

  @Test
  void headersAndUrlsEndSomewhere() throws Exception {
    String much = "x".repeat(200_000);
    List<String[]> starts =
        List.of(
            new String[] {"GET /" + much + " HTTP/1.1", "Host: here", ""},
            new String[] {"GET /version HTTP/1.1", "Host: here", "X-Much: " + much, ""},
            new String[] {"GET /version HTTP/1.1", "Host: here", ("A: b\r\n").repeat(20_000), ""},
            new String[] {"GET /version\u0000 HTTP/1.1", "Host: here", ""},
            new String[] {"GET /version HTTP/1.1", "Host: here", "No colon", ""},
            new String[] {"GET /version HTTP/9.9", "Host: here", ""},
            new String[] {"GET /version HTTP/1.1", ""});
    for (String[] start : starts) {
      try (RawConnection connection = target.connect()) {
        String answer;
        try {
          answer = connection.send(start).untilClosed();
        } catch (IOException e) {
          continue; // Closed while it was being sent.
        }
        assertThat(RawConnection.codes(answer)).as(answer).singleElement().isNotEqualTo(200);
      }
    }
  }

  @Test
  void patchesAreBounded() throws Exception {
    post(configMap("patched", "\"a\": \"b\""));
    String path = MAPS + "/patched";
    Answer most =
        patch(path, operations(10_000, "{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"b\"}"));
    assertThat(most.code()).as(most.toString()).isEqualTo(200);
    patch(path, operations(10_001, "{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"b\"}"))
        .assertRefused(413, "RequestEntityTooLarge");
    // Each doubles what was there: 2^40 bytes if nobody counted.
    String doubling =
        IntStream.range(0, 40)
            .mapToObj(
                i -> "{\"op\":\"copy\",\"from\":\"/metadata\",\"path\":\"/metadata/c" + i + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    patch(path, doubling).assertRefused(422, "Invalid");
    patch(
            path,
            operations(
                1, "{\"op\":\"add\",\"path\":\"/" + "a/".repeat(500_000) + "\",\"value\":1}"))
        .assertRefused(422, "Invalid");
  }

  @Test
  void depthIsBounded() throws Exception {
    int deep = 200_000;
    String brackets = "[".repeat(deep) + "]".repeat(deep);
    requests.post(MAPS, JSON, brackets).assertRefused(400, "BadRequest");
    requests
        .post(MAPS, JSON, "{\"a\":".repeat(deep) + "1" + "}".repeat(deep))
        .assertRefused(400, "BadRequest");
    requests.post(MAPS, "application/yaml", brackets).assertRefused(400, "BadRequest");
    requests
        .post(MAPS, "application/yaml", "- ".repeat(deep) + "a")
        .assertRefused(400, "BadRequest");
    post(configMap("deep", ""));
    for (String type :
        List.of("application/merge-patch+json", "application/strategic-merge-patch+json")) {
      byte[] patch =
          ("{\"metadata\":" + "{\"a\":".repeat(deep) + "1" + "}".repeat(deep + 1))
              .getBytes(StandardCharsets.UTF_8);
      requests.send("PATCH", MAPS + "/deep", type, patch).assertRefused(400, "BadRequest");
    }
    requests
        .send(
            "PATCH",
            MAPS + "/deep?fieldManager=m",
            "application/apply-patch+yaml",
            ("a: " + brackets).getBytes(StandardCharsets.UTF_8))
        .assertRefused(400, "BadRequest");
  }

  /** Few bytes each, but many times as much memory when they are read. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "\"\"", "0", "{\"a\":0}"})
  void denseBodiesDoNotFillTheMemory(String value) throws Exception {
    for (int count : List.of(240_000, 2_900_000 / (value.length() + 1))) {
      String values = String.join(",", Collections.nCopies(count, value));
      String body = "{\"metadata\":{\"name\":\"dense\",\"finalizers\":[" + values + "]}}";
      refusedAll(40, () -> requests.post(MAPS, JSON, body));
    }
  }

  @Test
  void aliasBombsDoNotFillTheMemory() throws Exception {
    List<String> lines = new ArrayList<>(List.of("a0: &a0 [x, x, x, x, x, x, x, x, x, x]"));
    for (int i = 1; i < 20; i++) {
      String ten = String.join(", ", Collections.nCopies(10, "*a" + (i - 1)));
      lines.add("a" + i + ": &a" + i + " [" + ten + "]");
    }
    String bomb = String.join("\n", lines);
    refusedAll(40, () -> requests.post(MAPS, "application/yaml", bomb));
    refusedAll(
        10,
        () ->
            requests.send(
                "PATCH",
                MAPS + "/bomb?fieldManager=m",
                "application/apply-patch+yaml",
                bomb.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void protobufGarbageIsRefused() throws Exception {
    Random random = new Random(7);
    List<Callable<Answer>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] body = new byte[i < 5 ? 2_900_000 : random.nextInt(2_000)];
      random.nextBytes(body);
      byte[] start = "k8s\0\n\17\n\2v1\22\11ConfigMap\22".getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(start, 0, body, 0, Math.min(start.length, body.length));
      all.add(() -> requests.send("POST", MAPS, "application/vnd.kubernetes.protobuf", body));
    }
    // A thousand messages in each other, each as long as what is left.
    all.add(
        () ->
            requests.send(
                "POST",
                MAPS,
                "application/vnd.kubernetes.protobuf",
                ("k8s\0\n\17\n\2v1\22\11ConfigMap\22\u00ff\u00ff\u00ff\u00ff\7"
                        + "\n\u007f".repeat(1000))
                    .getBytes(StandardCharsets.ISO_8859_1)));
    for (Answer answer : all(all)) {
      assertThat(answer.code()).as(answer.toString()).isIn(400, 422, 429);
    }
  }

  @Test
  void namesAndLabelsThatAreLongCostLittle() throws Exception {
    String name = "a.".repeat(500_000);
    requests
        .post(MAPS, JSON, "{\"metadata\":{\"name\":\"" + name + "!\"}}")
        .assertRefused(422, "Invalid");
    requests
        .post(MAPS, JSON, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"a/b\":\"" + name + "\"}}}")
        .assertRefused(422, "Invalid");
    requests
        .post(MAPS, JSON, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"" + name + "\":\"b\"}}}")
        .assertRefused(400, "BadRequest");
    String labels =
        IntStream.range(0, 50_000)
            .mapToObj(i -> "\"l" + i + "\":\"-\"")
            .collect(Collectors.joining(",", "{", "}"));
    requests
        .post(MAPS, JSON, "{\"metadata\":{\"name\":\"a\",\"labels\":" + labels + "}}")
        .assertRefused(422, "Invalid");
    Answer warned =
        requests.post(
            MAPS + "?fieldValidation=Warn",
            JSON,
            "{\"metadata\":{\"name\":\"warned\"}," + labels.substring(1));
    assertThat(warned.code()).as(warned.toString()).isEqualTo(201);
  }

  /** A parser remembers names: those of all requests together must not fill the memory. */
  @Test
  void longNamesOfFieldsAreForgotten() throws Exception {
    for (String length : List.of("%01000d", "%045000d")) {
      int count = 2_900_000 / length.formatted(0).length();
      for (int round = 0; round < 40; round += 8) {
        int first = round;
        IntFunction<Callable<Answer>> request =
            i -> {
              int from = (first + i) * count;
              String names = terms(count, n -> "\"" + length.formatted(from + n) + "\":0");
              return () -> requests.post(MAPS, JSON, "{\"kind\":\"None\"," + names + "}");
            };
        for (Answer answer : all(IntStream.range(0, 8).mapToObj(request).toList())) {
          assertThat(answer.code()).as(answer.toString()).isIn(400, 429);
        }
      }
    }
  }

  @Test
  void selectorsAreBounded() throws Exception {
    for (int i = 0; i < 300; i++) {
      post(configMap("selected-" + i, ""));
    }
    String labels = terms(4_000, i -> "a" + i % 10 + "!=b");
    assertThat(requests.get(MAPS + "?labelSelector=" + encode(labels)).code()).isEqualTo(200);
    String in = terms(7_000, i -> "v" + i);
    assertThat(requests.get(MAPS + "?labelSelector=" + encode("a notin (" + in + ")")).code())
        .isEqualTo(200);
    String fields = terms(2_000, i -> "metadata.name!=" + i);
    assertThat(requests.get(MAPS + "?fieldSelector=" + encode(fields)).code()).isEqualTo(200);
    requests
        .get(MAPS + "?labelSelector=" + encode("a.".repeat(15_000) + "/b"))
        .assertRefused(400, "BadRequest");
    requests
        .get(MAPS + "?labelSelector=" + encode("(".repeat(15_000)))
        .assertRefused(400, "BadRequest");
    requests
        .get(MAPS + "?labelSelector=" + encode("!".repeat(15_000)))
        .assertRefused(400, "BadRequest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "continue=%s",
        "continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEi%s",
        "resourceVersion=9%s",
        "resourceVersion=-1",
        "limit=9%s",
        "limit=-1&resourceVersionMatch=%s",
        "watch=1&timeoutSeconds=9%s",
        "sendInitialEvents=%s",
      })
  void parametersThatAreLongOrWrongGetAStatus(String query) throws Exception {
    Answer answer = requests.get(MAPS + "?" + query.formatted("9".repeat(50_000)));
    assertThat(answer.code()).as(answer.toString()).isBetween(400, 499);
    assertThat(answer.reason()).as(answer.toString()).isNotEmpty();
  }

  /** Each is refused, if only because others are being read. */
  private static void refusedAll(int count, Callable<Answer> request) throws Exception {
    for (Answer answer : all(Collections.nCopies(count, request))) {
      assertThat(answer.code()).as(answer.toString()).isIn(400, 413, 422, 429);
      assertThat(answer.reason()).as(answer.toString()).isNotEmpty();
    }
  }

  private static void post(String body) throws Exception {
    Answer answer = requests.post(MAPS, JSON, body);
    assertThat(answer.code()).as(answer.toString()).isEqualTo(201);
  }

  private static Answer patch(String path, String operations) throws Exception {
    return requests.send(
        "PATCH", path, "application/json-patch+json", operations.getBytes(StandardCharsets.UTF_8));
  }

  private static String operations(int count, String operation) {
    return "[" + String.join(",", Collections.nCopies(count, operation)) + "]";
  }

  private static String configMap(String name, String data) {
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{" + data + "}}";
  }

  private static String terms(int count, IntFunction<String> term) {
    return IntStream.range(0, count).mapToObj(term).collect(Collectors.joining(","));
  }

  private static String encode(String text) {
    return ApiClient.encode(text);
  }
}

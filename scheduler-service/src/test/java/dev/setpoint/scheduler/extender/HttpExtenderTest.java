package dev.setpoint.scheduler.extender;

import static dev.setpoint.scheduler.testing.Make.asking;
import static dev.setpoint.scheduler.testing.Make.node;
import static dev.setpoint.scheduler.testing.Make.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpServer;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.scheduler.cycle.TestingStore;
import dev.setpoint.scheduler.framework.BindPlugin;
import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Decision;
import dev.setpoint.scheduler.framework.Extenders;
import dev.setpoint.scheduler.framework.Sampling;
import dev.setpoint.scheduler.snapshot.ClusterSnapshot;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Against a program that speaks the format over real HTTP. */
class HttpExtenderTest {

  private static final ClusterSnapshot CLUSTER =
      ClusterSnapshot.of(List.of(Make.info(node("a")), Make.info(node("b")), Make.info(node("c"))));
  private static final PodInfo POD = PodInfo.of(pod("p", "1", "1Mi"));

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Map<String, ObjectNode> asked = new ConcurrentHashMap<>();
  private final TestingStore<Node> nodes = new TestingStore<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      nodes.put(node(name));
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String verb = exchange.getRequestURI().getPath().substring("/ext/".length());
          asked.put(verb, KubeJson.readObject(exchange.getRequestBody().readAllBytes()));
          String answer = answers.get(verb);
          byte[] body = (answer == null ? "no" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String verb, String json) {
    answers.put(verb, json.replace('\'', '"'));
  }

  private HttpExtender extender(boolean namesOnly, boolean ignorable, Set<String> resources) {
    return new HttpExtender(
        new ExtenderProperties(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ext"),
            "filter",
            "prioritize",
            "bind",
            1,
            Duration.ofSeconds(5),
            namesOnly,
            resources,
            ignorable),
        nodes);
  }

  private static Decider with(HttpExtender extender) {
    return new Decider(
        Make.pluginSet(),
        Map.of(),
        new Extenders(List.of(extender)),
        Sampling.ADAPTIVE,
        Make.random(1));
  }

  @Test
  void itChoosesAmongNodesByNameOrWhole() {
    answer("filter", "{'NodeNames':['b','c'],'FailedNodes':{'a':'no'}}");
    answer("prioritize", "[{'Host':'b','Score':1},{'Host':'c','Score':10}]");
    assertThat(with(extender(true, false, Set.of())).decide(POD, CLUSTER))
        .isEqualTo(new Decision.Placed("c", 3, 2));
    assertThat(asked.get("filter").at("/Pod/metadata/name").asString("")).isEqualTo("p");
    assertThat(asked.get("filter").path("NodeNames").size()).isEqualTo(3);

    answer("filter", "{'Nodes':{'items':[{'metadata':{'name':'b'}}]}}");
    assertThat(with(extender(false, false, Set.of())).decide(POD, CLUSTER))
        .isEqualTo(new Decision.Placed("b", 3, 1));
    assertThat(asked.get("filter").at("/Nodes/items").size()).isEqualTo(3);
  }

  @Test
  void whatItRefusesIsToldAndWakesOnAnyChange() {
    answer(
        "filter",
        "{'NodeNames':[],'FailedNodes':{'a':'too hot','b':'too hot'},"
            + "'FailedAndUnresolvableNodes':{'c':'too old'}}");
    var unfit = (Decision.Unfit) with(extender(true, false, Set.of())).decide(POD, CLUSTER);
    assertThat(unfit.diagnosis().message())
        .isEqualTo("0/3 nodes are available: 1 too old, 2 too hot.");
    assertThat(unfit.diagnosis().rejectedBy()).containsExactly("Extender");
  }

  @Test
  void oneThatFailsStopsPodsUnlessItMayBeIgnored() {
    assertThatIllegalStateException()
        .isThrownBy(() -> with(extender(true, false, Set.of())).decide(POD, CLUSTER))
        .withMessageContaining("it answers 500");
    assertThat(with(extender(true, true, Set.of())).decide(POD, CLUSTER))
        .isInstanceOf(Decision.Placed.class);
  }

  @Test
  void onlyPodsThatAskForItsResourcesConcernIt() {
    HttpExtender extender = extender(true, false, Set.of("example.com/card"));
    assertThat(extender.concerns(POD)).isFalse();
    assertThat(extender.concerns(PodInfo.of(asking(pod("q"), Map.of("example.com/card", "1")))))
        .isTrue();
  }

  @Test
  void itMayBindItself() {
    ExtenderBinder binder =
        new ExtenderBinder(new Extenders(List.of(extender(true, false, Set.of()))));
    answer("bind", "{'Error':'not today'}");
    assertThat(binder.bind(POD, "a"))
        .isInstanceOfSatisfying(
            BindPlugin.Result.Failed.class, f -> assertThat(f.why()).contains("not today"));
    answer("bind", "{}");
    assertThat(binder.bind(POD, "a")).isEqualTo(new BindPlugin.Result.Bound());
    assertThat(asked.get("bind").path("Node").asString("")).isEqualTo("a");
    assertThat(asked.get("bind").path("PodUID").asString("")).isEqualTo("uid-p");
    assertThat(new ExtenderBinder(Extenders.NONE).bind(POD, "a"))
        .isEqualTo(new BindPlugin.Result.Skip());
  }
}

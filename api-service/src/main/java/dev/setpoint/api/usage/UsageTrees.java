package dev.setpoint.api.usage;

import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.registry.TableLayout.Column;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns what an agent tells into NodeMetrics and PodMetrics, and those into cells. */
final class UsageTrees {

  static final TableLayout TABLE =
      new TableLayout(
          List.of(
              new Column(
                  "Name",
                  "string",
                  "name",
                  "Name of the resource",
                  0,
                  (o, now) -> o.path("metadata").path("name").asString("")),
              amount("cpu"),
              amount("memory"),
              new Column(
                  "Window",
                  "string",
                  "duration",
                  "",
                  0,
                  (o, now) -> o.path("window").asString(""))));

  private UsageTrees() {}

  private static Column amount(String resource) {
    return new Column(
        resource, "string", "quantity", "", 0, (o, now) -> sum(o, resource).toString());
  }

  /** A node's own use, or that of all containers of a Pod. */
  private static Quantity sum(ObjectNode metrics, String resource) {
    Quantity sum = Quantity.of(metrics.path("usage").path(resource));
    for (JsonNode container : metrics.path("containers")) {
      sum = sum.plus(Quantity.of(container.path("usage").path(resource)));
    }
    return sum;
  }

  /**
   * @param told the agent's figures of the node
   */
  static ObjectNode node(ObjectNode node, JsonNode told, Instant now) {
    ObjectNode out = head(UsageKind.NODES, node, now);
    window(out, told);
    usage(out, told);
    return out;
  }

  /**
   * @param told the agent's figures of the Pod
   */
  static ObjectNode pod(ObjectNode pod, JsonNode told, Instant now) {
    ObjectNode out = head(UsageKind.PODS, pod, now);
    window(out, told.path("containers").path(0));
    ArrayNode containers = out.putArray("containers");
    for (JsonNode container : told.path("containers")) {
      ObjectNode each = containers.addObject().put("name", container.path("name").asString(""));
      usage(each, container);
    }
    return out;
  }

  private static ObjectNode head(UsageKind kind, ObjectNode of, Instant now) {
    ObjectNode out =
        KubeJson.TREES
            .createObjectNode()
            .put("kind", kind.type().kind())
            .put("apiVersion", kind.type().apiVersion());
    JsonNode metadata = of.path("metadata");
    ObjectNode own = out.putObject("metadata").put("name", metadata.path("name").asString(""));
    if (kind.type().namespaced()) {
      own.put("namespace", metadata.path("namespace").asString(""));
    }
    own.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
    if (metadata.get("labels") instanceof ObjectNode labels) {
      own.set("labels", labels);
    }
    return out;
  }

  private static void window(ObjectNode out, JsonNode told) {
    JsonNode cpu = told.path("cpu");
    Instant time = Instant.parse(cpu.path("time").asString(""));
    out.put("timestamp", time.truncatedTo(ChronoUnit.SECONDS).toString());
    out.put("window", duration(cpu.path("windowMillis").asLong(0)));
  }

  private static void usage(ObjectNode out, JsonNode told) {
    BigDecimal cores = BigDecimal.valueOf(told.at("/cpu/usageNanoCores").asLong(0), 9);
    BigDecimal bytes = BigDecimal.valueOf(told.at("/memory/workingSetBytes").asLong(0));
    out.putObject("usage")
        .put("cpu", new Quantity(cores, Quantity.Notation.DECIMAL).toString())
        .put("memory", new Quantity(bytes, Quantity.Notation.BINARY).toString());
  }

  /** As Go writes durations. */
  static String duration(long millis) {
    long minutes = millis / 60_000;
    String seconds =
        BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
    String rest = (minutes % 60) + "m" + seconds;
    return minutes == 0 ? seconds : minutes < 60 ? rest : (minutes / 60) + "h" + rest;
  }
}

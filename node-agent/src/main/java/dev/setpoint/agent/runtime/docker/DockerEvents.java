package dev.setpoint.agent.runtime.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.setpoint.agent.runtime.EventStream;
import dev.setpoint.agent.runtime.RuntimeEvent;
import dev.setpoint.common.json.KubeJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The engine's event stream: a JSON document a line. */
final class DockerEvents implements EventStream {

  private final DockerHttpClient.Response response;
  private final BufferedReader lines;

  private DockerEvents(DockerHttpClient.Response response) {
    this.response = response;
    this.lines =
        new BufferedReader(new InputStreamReader(response.getBody(), StandardCharsets.UTF_8));
  }

  static DockerEvents open(
      DockerClients clients, Map<String, String> labels, @Nullable Instant since) throws Exception {
    ObjectNode filters = KubeJson.TREES.createObjectNode();
    filters.putArray("type").add("container");
    ArrayNode events = filters.putArray("event");
    for (String name : new String[] {"start", "die", "oom", "destroy"}) {
      events.add(name);
    }
    ArrayNode label = filters.putArray("label");
    labels.forEach((key, value) -> label.add(key + "=" + value));
    String path =
        clients.pathPrefix()
            + "/events?filters="
            + URLEncoder.encode(filters.toString(), StandardCharsets.UTF_8)
            + (since == null ? "" : "&since=" + since.getEpochSecond());
    DockerHttpClient.Response response =
        clients.events().execute(DockerStreams.request("GET", path, null));
    DockerStreams.check(response);
    return new DockerEvents(response);
  }

  @Override
  public @Nullable RuntimeEvent next() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      return null;
    }
    JsonNode event = KubeJson.TREES.readTree(line);
    JsonNode actor = event.path("Actor");
    Map<String, String> attributes = new HashMap<>();
    actor
        .path("Attributes")
        .properties()
        .forEach(e -> attributes.put(e.getKey(), e.getValue().asString("")));
    long nanos = event.path("timeNano").asLong(0);
    return new RuntimeEvent(
        actor.path("ID").asString(""),
        event.path("Action").asString(""),
        Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000),
        attributes);
  }

  @Override
  public void close() {
    response.close();
  }
}

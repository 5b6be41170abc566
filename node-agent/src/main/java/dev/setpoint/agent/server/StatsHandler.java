package dev.setpoint.agent.server;

import dev.setpoint.agent.usage.UsageSampler;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /stats/summary}. */
final class StatsHandler implements AgentServer.Handler {

  private static final List<String> PATH = List.of("stats", "summary");

  private final String nodeName;
  private final Supplier<@Nullable UsageSampler> usage;

  /**
   * @param usage null until the node is up
   */
  StatsHandler(String nodeName, Supplier<@Nullable UsageSampler> usage) {
    this.nodeName = nodeName;
    this.usage = usage;
  }

  @Override
  public void handle(Request request, Exchange exchange) throws IOException {
    UsageSampler sampler = usage.get();
    if (!request.method().equals("GET") || !request.path().equals(PATH)) {
      exchange.text(404, "404 page not found");
    } else if (sampler == null) {
      exchange.text(503, "the node is not up yet");
    } else {
      exchange.json(sampler.summary(nodeName));
    }
  }
}

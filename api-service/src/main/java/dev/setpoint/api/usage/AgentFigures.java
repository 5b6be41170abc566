package dev.setpoint.api.usage;

import dev.setpoint.api.agent.AgentAddress;
import dev.setpoint.api.agent.AgentClients;
import dev.setpoint.api.usage.ReportingNodes.Reporting;
import dev.setpoint.common.json.KubeJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks agents for their figures, all at once and each at most every few seconds, whoever wants
 * them. Nothing is kept beyond that, so that what an agent no longer tells is gone here too.
 */
@Component
class AgentFigures {

  private static final Logger log = LoggerFactory.getLogger(AgentFigures.class);
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration FRESH = Duration.ofSeconds(5);

  /** Nobody waits again so soon for an agent that does not answer. */
  private static final Duration SILENT = Duration.ofSeconds(15);

  private final ReportingNodes nodes;
  private final AgentClients clients;
  private final Clock clock;
  private final Map<String, Told> told = new ConcurrentHashMap<>();

  AgentFigures(ReportingNodes nodes, AgentClients clients, Clock clock) {
    this.nodes = nodes;
    this.clients = clients;
    this.clock = clock;
  }

  /** What one agent said last; its lock makes those who ask at the same time share an answer. */
  private static final class Told {
    private Instant until = Instant.EPOCH;
    private @Nullable ObjectNode summary;
  }

  /** The summaries of these nodes by name; without those that nothing is known of. */
  Map<String, ObjectNode> of(Collection<String> names) {
    told.keySet().removeIf(name -> nodes.find(name) == null);
    Map<String, Future<@Nullable ObjectNode>> asked = new HashMap<>();
    Map<String, ObjectNode> summaries = new HashMap<>();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String name : names) {
        Reporting node = nodes.find(name);
        if (node != null) {
          asked.put(name, each.submit(() -> of(name, node.agent())));
        }
      }
      for (Map.Entry<String, Future<@Nullable ObjectNode>> one : asked.entrySet()) {
        ObjectNode summary = one.getValue().get();
        if (summary != null) {
          summaries.put(one.getKey(), summary);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return summaries;
  }

  private @Nullable ObjectNode of(String name, AgentAddress agent) throws InterruptedException {
    Told known = told.computeIfAbsent(name, n -> new Told());
    synchronized (known) {
      if (known.until.isBefore(clock.instant())) {
        known.summary = ask(name, agent);
        known.until = clock.instant().plus(known.summary == null ? SILENT : FRESH);
      }
      return known.summary;
    }
  }

  private @Nullable ObjectNode ask(String name, AgentAddress agent) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(agent.url() + "/stats/summary"))
            .timeout(DEADLINE)
            .build();
    try {
      HttpResponse<byte[]> answer =
          clients.trusting(agent).send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() == 200) {
        return KubeJson.readObject(answer.body());
      }
      log.debug("The agent of node {} answered {}", name, answer.statusCode());
    } catch (IOException | JacksonException | ClassCastException e) {
      log.debug("The agent of node {} tells no figures: {}", name, e.toString());
    }
    return null;
  }
}

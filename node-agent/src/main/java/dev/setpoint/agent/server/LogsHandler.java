package dev.setpoint.agent.server;

import dev.setpoint.agent.pod.PodContainers;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.LogQuery;
import dev.setpoint.agent.runtime.LogStream;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.sync.PodWorkers;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /containerLogs/NAMESPACE/POD/CONTAINER}. */
final class LogsHandler implements AgentServer.Handler {

  private final Supplier<@Nullable PodWorkers> workers;
  private final ContainerRuntime runtime;
  private final Clock clock;

  /**
   * @param workers null until the node is up
   */
  LogsHandler(Supplier<@Nullable PodWorkers> workers, ContainerRuntime runtime, Clock clock) {
    this.workers = workers;
    this.runtime = runtime;
    this.clock = clock;
  }

  @Override
  public void handle(Request request, Exchange exchange) throws IOException {
    if (!request.method().equals("GET") || request.path().size() != 4) {
      exchange.text(404, "404 page not found");
      return;
    }
    String namespace = request.path().get(1);
    String name = request.path().get(2);
    String container = request.path().get(3);
    PodWorkers all = workers.get();
    PodWorkers.KnownPod pod = all == null ? null : all.find(namespace, name);
    if (pod == null) {
      exchange.text(404, "pod \"" + name + "\" not found");
      return;
    }
    if (PodContainers.byName(pod.pod(), container) == null) {
      exchange.text(404, "container \"" + container + "\" not found in pod \"" + name + "\"");
      return;
    }
    LogQuery query;
    long limit;
    try {
      query = query(request);
      limit = number(request, "limitBytes", Long.MAX_VALUE);
    } catch (NumberFormatException | DateTimeException e) {
      exchange.text(400, "unable to decode query: " + e.getMessage());
      return;
    }
    switch (LogTarget.of(name, container, pod.status(), request.flag("previous"))) {
      case LogTarget.Refused refused -> exchange.text(400, refused.message());
      case LogTarget.Found found -> {
        try (LogStream stream = runtime.logs(found.containerId(), query)) {
          exchange.onHangUp(stream::close);
          copy(stream, exchange, limit);
        } catch (RuntimeFailure e) {
          if (!exchange.streaming()) {
            boolean missing = e.kind() == RuntimeFailure.Kind.NOT_FOUND;
            exchange.text(missing ? 404 : 500, e.message());
          }
        }
      }
    }
  }

  private static void copy(LogStream stream, Exchange exchange, long limit) throws IOException {
    exchange.startStream();
    long left = limit;
    byte[] chunk;
    while (left > 0 && (chunk = stream.next()) != null) {
      int length = (int) Math.min(left, chunk.length);
      exchange.chunk(chunk, length);
      left -= length;
    }
    exchange.endStream();
  }

  private LogQuery query(Request request) {
    Instant since = null;
    String time = request.last("sinceTime");
    if (time != null && !time.isEmpty()) {
      since = OffsetDateTime.parse(time).toInstant();
    } else if (request.last("sinceSeconds") != null) {
      since = clock.instant().minusSeconds(number(request, "sinceSeconds", 0));
    }
    return new LogQuery(
        request.flag("follow"),
        request.flag("timestamps"),
        (int) Math.min(Integer.MAX_VALUE, number(request, "tailLines", -1)),
        since);
  }

  private static long number(Request request, String name, long otherwise) {
    String value = request.last(name);
    return value == null || value.isEmpty() ? otherwise : Long.parseLong(value);
  }
}

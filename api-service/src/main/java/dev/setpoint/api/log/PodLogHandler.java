package dev.setpoint.api.log;

import dev.setpoint.api.agent.AgentAddress;
import dev.setpoint.api.agent.AgentClients;
import dev.setpoint.api.agent.PodTarget;
import dev.setpoint.api.openapi.DocumentedSubresource;
import dev.setpoint.api.openapi.QueryParameter;
import dev.setpoint.api.rest.ClientProbe;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.QuietStream;
import dev.setpoint.api.rest.SubresourceHandler;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Streams a container's log from its node's agent. What the agent refuses is passed on as a Status;
 * a stream that breaks half-way just ends, as HTTP has no other way to say so.
 */
@Component
final class PodLogHandler implements SubresourceHandler, DocumentedSubresource {

  private static final Logger log = LoggerFactory.getLogger(PodLogHandler.class);

  private static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);
  private static final ResourceType NODES = new ResourceType("", "v1", "nodes", "Node", false);
  private static final int BUFFER = 32 * 1024;
  private static final int LONGEST_ERROR = 2048;

  private final ObjectStore store;
  private final AgentClients clients;

  PodLogHandler(ObjectStore store, AgentClients clients) {
    this.store = store;
    this.clients = clients;
  }

  @Override
  public boolean serves(ResourceType type, String subresource) {
    return type.equals(PODS) && subresource.equals("log");
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET");
  }

  @Override
  public boolean longRunning(Exchange exchange) {
    return true;
  }

  @Override
  public List<QueryParameter> parameters() {
    return LogOptions.PARAMETERS;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    LogOptions options = LogOptions.of(exchange.query());
    options.validate(exchange.name());
    PodTarget target =
        PodTarget.container(
            store
                .get(PODS, exchange.key())
                .orElseThrow(() -> ApiException.notFound(PODS, exchange.name()))
                .tree(),
            options.container());
    if (target.node() == null) {
      exchange.response().setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    stream(target, options, exchange);
  }

  private void stream(PodTarget target, LogOptions options, Exchange exchange) throws IOException {
    String node = String.valueOf(target.node());
    AgentAddress agent =
        AgentAddress.of(
            store
                .get(NODES, new ObjectKey("", node))
                .orElseThrow(() -> ApiException.notFound(NODES, node))
                .tree());
    URI uri =
        URI.create(
            agent.url() + target.path("containerLogs", target.container()) + options.toQuery());
    HttpResponse<InputStream> answer = ask(clients.trusting(agent), uri);
    try (InputStream in = answer.body()) {
      if (answer.statusCode() != 200) {
        throw refusal(answer.statusCode(), in.readNBytes(LONGEST_ERROR), target);
      }
      exchange.response().setStatus(200);
      exchange.response().setContentType("text/plain");
      copy(in, exchange, options, target);
    }
  }

  private static HttpResponse<InputStream> ask(HttpClient client, URI uri) {
    try {
      // The time is that to the answer's headers; a followed log may then go on for days.
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("the server is stopping");
    } catch (IOException e) {
      throw ApiException.internal("Get \"" + uri + "\": " + reason(e));
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }

  private static void copy(InputStream in, Exchange exchange, LogOptions options, PodTarget target)
      throws IOException {
    OutputStream out = exchange.response().getOutputStream();
    out.flush(); // the headers, so that a follower of a quiet log knows it is connected
    if (options.follow()) {
      QuietStream.copy(in, out, ClientProbe.of(exchange.request()));
      return;
    }
    byte[] buffer = new byte[BUFFER];
    while (true) {
      int read;
      try {
        read = in.read(buffer);
      } catch (IOException agentGone) {
        log.debug("The log of {} broke off: {}", target, agentGone.getMessage());
        return;
      }
      if (read < 0) {
        return;
      }
      out.write(buffer, 0, read);
    }
  }

  private static ApiException refusal(int code, byte[] body, PodTarget target) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return switch (code) {
      case 400 -> ApiException.badRequest(text);
      case 404 ->
          new ApiException(
              404,
              StatusReason.NotFound,
              text.isEmpty() ? "the agent has no such log" : text,
              ApiException.Details.of(PODS, target.pod()));
      default ->
          ApiException.internal(
              text.isEmpty() ? "the agent of node " + target.node() + " said " + code : text);
    };
  }
}

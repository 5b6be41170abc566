package dev.setpoint.api.proxy;

import dev.setpoint.api.agent.Agents;
import dev.setpoint.api.openapi.DocumentedSubresource;
import dev.setpoint.api.openapi.QueryParameter;
import dev.setpoint.api.proxy.HttpAnswer.Header;
import dev.setpoint.api.rest.ClientProbe;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.LongRequests;
import dev.setpoint.api.rest.QuietStream;
import dev.setpoint.api.rest.SubresourceHandler;
import dev.setpoint.api.upgrade.RawUpgrade;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** {@code pods/proxy}, {@code services/proxy} and {@code nodes/proxy}, upgrades included. */
@Component
final class ProxyHandler implements SubresourceHandler, DocumentedSubresource {

  private static final Logger log = LoggerFactory.getLogger(ProxyHandler.class);

  private static final long LOOK_EVERY_SECONDS = 5;
  private static final List<ResourceType> TYPES =
      List.of(Agents.PODS, Agents.NODES, ProxyTargets.SERVICES);

  private final ProxyTargets targets;
  private final Backends backends;
  private final LongRequests requests;

  ProxyHandler(ProxyTargets targets, Backends backends, LongRequests requests) {
    this.targets = targets;
    this.backends = backends;
    this.requests = requests;
  }

  @Override
  public boolean serves(ResourceType type, String subresource) {
    return subresource.equals("proxy") && TYPES.contains(type);
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  }

  @Override
  public boolean longRunning(Exchange exchange) {
    return true;
  }

  @Override
  public List<QueryParameter> parameters() {
    return List.of(new QueryParameter("path", "string", "What to ask the backend for."));
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    Location location = locate(exchange);
    ProxyPath path = path(exchange);
    ProxyRequest request = ProxyRequest.of(exchange.request(), path);
    String method = exchange.request().getMethod();
    boolean looks = method.equals("GET") || method.equals("HEAD");
    if (path.rest().isEmpty() && looks && !request.upgrade()) {
      String query = exchange.request().getQueryString();
      exchange
          .response()
          .setHeader("Location", path.prefix() + "/" + (query == null ? "" : "?" + query));
      exchange.response().setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
      return;
    }
    Backend backend = backends.open(location);
    boolean handedOver = false;
    try {
      handedOver = pass(exchange, request, backend);
    } finally {
      if (!handedOver) {
        backend.close();
      }
    }
  }

  private Location locate(Exchange exchange) {
    return switch (exchange.type().plural()) {
      case "pods" -> targets.pod(exchange.namespace(), exchange.name());
      case "services" -> targets.service(exchange.namespace(), exchange.name());
      case "nodes" -> targets.node(exchange.name());
      case String other -> throw ApiException.noSuchResource();
    };
  }

  /** {@code /api/v1/[namespaces/NS/]PLURAL/NAME/proxy}. */
  private static ProxyPath path(Exchange exchange) {
    int above = exchange.type().namespaced() ? 6 : 4;
    return ProxyPath.of(exchange.request().getRequestURI(), above);
  }

  /** Returns whether the connection has gone over to an upgraded client. */
  private boolean pass(Exchange exchange, ProxyRequest request, Backend backend)
      throws IOException {
    Thread body = null;
    HttpAnswer answer;
    try {
      request.writeHead(backend.out());
      if (request.hasBody()) {
        body = Thread.ofVirtual().name("proxy-body").start(() -> send(request, backend));
      }
      answer = answer(exchange, request, backend);
    } catch (IOException e) {
      end(body, backend);
      throw Backends.unreachable(String.valueOf(e.getMessage()));
    }
    if (request.upgrade() && answer.status() == 101) {
      headers(exchange, answer.headers(), links(exchange, request, backend), request.upgrade());
      RawUpgrade.open(
          exchange.request(),
          exchange.response(),
          answer.header("Upgrade"),
          new UpgradedProxy(backend, requests));
      return true;
    }
    try {
      if (answer.status() == 101 || (request.upgrade() && answer.status() < 400)) {
        // Anything else could leave client and server with different ideas of what is a request.
        throw ApiException.internal("invalid upgrade response: status code " + answer.status());
      }
      relay(exchange, request, answer, backend);
    } finally {
      end(body, backend);
    }
    return false;
  }

  private static void send(ProxyRequest request, Backend backend) {
    try {
      request.writeBody(backend.out());
    } catch (IOException e) {
      log.debug("A body was not passed on whole: {}", e.getMessage());
    }
  }

  /** The request's own objects must not be in use by another thread when it ends. */
  private static void end(@Nullable Thread body, Backend backend) {
    backend.close();
    if (body == null) {
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        body.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a client with a body or an upgrade sends is no sign of its having gone. */
  private static BooleanSupplier gone(Exchange exchange, ProxyRequest request) {
    return request.hasBody() || request.upgrade()
        ? () -> false
        : ClientProbe.of(exchange.request());
  }

  /** A backend may think for long; a client that has gone is no longer waited for. */
  private static HttpAnswer answer(Exchange exchange, ProxyRequest request, Backend backend)
      throws IOException {
    FutureTask<HttpAnswer> task = new FutureTask<>(() -> HttpAnswer.read(backend.in()));
    Thread.ofVirtual().name("proxy-answer").start(task);
    BooleanSupplier gone = gone(exchange, request);
    while (true) {
      try {
        return task.get(LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        if (gone.getAsBoolean()) {
          throw new IOException("the client has gone", e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("the server is stopping", e);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      }
    }
  }

  /** From where a backend's answer leads to where that is through the proxy. */
  private static UnaryOperator<String> links(
      Exchange exchange, ProxyRequest request, Backend backend) {
    List<String> hosts =
        List.of(backend.host(), String.valueOf(exchange.request().getHeader("Host")));
    return location -> request.path().location(location, hosts);
  }

  /**
   * @param reframed whether the body will have another length than the backend says
   */
  private static void headers(
      Exchange exchange, List<Header> headers, UnaryOperator<String> links, boolean reframed) {
    HttpServletResponse response = exchange.response();
    Set<String> set = new HashSet<>();
    for (Header header : ForwardedHeaders.ofAnswer(headers)) {
      if (header.is("Content-Length") && reframed) {
        continue;
      }
      String value = header.is("Location") ? links.apply(header.value()) : header.value();
      if (set.add(header.name().toLowerCase(Locale.ROOT))) {
        response.setHeader(header.name(), value);
      } else {
        response.addHeader(header.name(), value);
      }
    }
  }

  private static void relay(
      Exchange exchange, ProxyRequest request, HttpAnswer answer, Backend backend)
      throws IOException {
    HttpServletResponse response = exchange.response();
    response.setStatus(answer.status());
    boolean head = exchange.request().getMethod().equals("HEAD");
    boolean page = HtmlLinks.isIn(answer, head);
    UnaryOperator<String> links = links(exchange, request, backend);
    headers(
        exchange,
        page ? answer.without("Content-Encoding") : answer.headers(),
        links,
        page || answer.chunked() || request.upgrade());
    if (request.upgrade()) {
      response.setHeader("Connection", "close");
    }
    InputStream body = AnswerBody.of(answer, head, backend.in());
    boolean whole =
        QuietStream.copy(
            page ? HtmlLinks.through(answer, body, links) : body,
            response.getOutputStream(),
            gone(exchange, request));
    if (!whole) {
      throw new IOException("answer cut short");
    }
  }
}

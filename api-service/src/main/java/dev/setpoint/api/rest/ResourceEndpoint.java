package dev.setpoint.api.rest;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Every path below a group version: finds the resource, the verb and whoever serves it. */
@Component
final class ResourceEndpoint {

  private static final Logger log = LoggerFactory.getLogger(ResourceEndpoint.class);

  private final ResourceRegistry registry;
  private final Verbs verbs;
  private final List<SubresourceHandler> subresources;
  private final List<CreateOnlyResource> createOnly;
  private final ComputedVerbs computed;
  private final InFlight inFlight;

  ResourceEndpoint(
      ResourceRegistry registry,
      Verbs verbs,
      List<SubresourceHandler> subresources,
      List<CreateOnlyResource> createOnly,
      ComputedVerbs computed,
      InFlight inFlight) {
    this.registry = registry;
    this.verbs = verbs;
    this.subresources = subresources;
    this.createOnly = createOnly;
    this.computed = computed;
    this.inFlight = inFlight;
  }

  private interface Action {
    void run(Exchange exchange) throws IOException;
  }

  /** How to serve a request; lasting ones take no slot and have no deadline. */
  private record Route(Action action, boolean lasting) {}

  /** Answers a request that is authorised already. */
  void handle(RequestInfo info, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<ResourceStrategy> strategy =
        registry.find(info.group(), info.version(), info.plural());
    if (strategy.isEmpty()) {
      unknown(response, info);
      return;
    }
    try {
      Exchange exchange =
          new Exchange(
              request, response, info, Query.parse(request.getQueryString()), strategy.get());
      warnOfDeprecation(exchange);
      serve(exchange, strategy.get().stored() ? route(exchange) : answering(exchange));
    } catch (ApiException e) {
      fail(response, e);
    }
  }

  /** A kind that is not stored can either be read or created, and nothing else. */
  private Route answering(Exchange exchange) {
    RequestInfo info = exchange.info();
    Optional<ComputedResource> made = computed.find(exchange);
    if (made.isPresent()) {
      return reading(exchange, made.get());
    }
    if (info.named() || exchange.type().namespaced() == info.namespace().isEmpty()) {
      throw ApiException.noSuchResource();
    }
    CreateOnlyResource resource =
        createOnly.stream()
            .filter(each -> each.type().equals(exchange.type()))
            .findFirst()
            .orElseThrow(ApiException::noSuchResource);
    ResourceStrategy target =
        registry.find(info.group(), info.version(), resource.actsOn()).orElse(exchange.strategy());
    Exchange post =
        new Exchange(exchange.request(), exchange.response(), info, exchange.query(), target);
    return allowed(
        exchange.request().getMethod().equals("POST"),
        new Route(asked -> resource.create(post), false));
  }

  private Route reading(Exchange exchange, ComputedResource resource) {
    RequestInfo info = exchange.info();
    boolean scoped = !info.namespace().isEmpty();
    boolean misplaced = exchange.type().namespaced() ? info.named() && !scoped : scoped;
    if (misplaced || !info.subresource().isEmpty()) {
      throw ApiException.noSuchResource();
    }
    boolean read = exchange.request().getMethod().equals("GET") && !info.verb().equals("watch");
    return allowed(
        read,
        new Route(
            info.named()
                ? asked -> computed.get(asked, resource)
                : asked -> computed.list(asked, resource),
            false));
  }

  private static void warnOfDeprecation(Exchange exchange) {
    String deprecation = exchange.strategy().deprecation();
    if (!deprecation.isEmpty()) {
      Warnings warnings = new Warnings();
      warnings.add(deprecation);
      Answers.addWarnings(exchange.response(), warnings);
    }
  }

  private void serve(Exchange exchange, Route route) throws IOException {
    if (route.lasting()) {
      attempt(exchange, route.action(), null);
      return;
    }
    boolean write = !exchange.request().getMethod().equals("GET");
    RequestIdentity identity = RequestIdentity.of(exchange.request());
    try (BodyBudget.Share _ = received(exchange);
        InFlight.Slot slot = inFlight.enter(write, identity)) {
      attempt(exchange, route.action(), slot);
    }
  }

  private BodyBudget.Share received(Exchange exchange) throws IOException {
    try {
      return inFlight.receive(exchange.request());
    } catch (ApiException e) {
      if (e.reason() == StatusReason.Timeout) {
        ClientProbe.endWithAnswer(exchange.request(), exchange.response());
      }
      throw e;
    }
  }

  private void attempt(Exchange exchange, Action action, InFlight.@Nullable Slot slot)
      throws IOException {
    HttpServletResponse response = exchange.response();
    try {
      action.run(exchange);
    } catch (ExpiredContinue e) {
      e.write(response);
    } catch (ApiException e) {
      fail(response, timedOut(slot) ? timeout() : e);
    } catch (StackOverflowError e) {
      log.warn(
          "{} {} is nested too deeply", exchange.request().getMethod(), exchange.info().path());
      fail(response, ApiException.badRequest("exceeded max depth"));
    } catch (RuntimeException e) {
      if (timedOut(slot)) {
        fail(response, timeout());
        return;
      }
      log.error("{} {} failed", exchange.request().getMethod(), exchange.info().path(), e);
      fail(response, ApiException.internal("the request could not be served"));
    }
  }

  private static boolean timedOut(InFlight.@Nullable Slot slot) {
    if (slot == null || !slot.isLate()) {
      return false;
    }
    // The interrupt has done its work; the answer still has to be written.
    Thread.interrupted();
    return true;
  }

  private static ApiException timeout() {
    return ApiException.timeout("Timeout: request did not complete within the allotted timeout");
  }

  private Route route(Exchange exchange) {
    RequestInfo info = exchange.info();
    String method = exchange.request().getMethod();
    boolean namespaced = exchange.type().namespaced();
    boolean scoped = !info.namespace().isEmpty();
    boolean ownPath = info.plural().equals("namespaces") && info.namespace().equals(info.name());
    if (namespaced ? info.named() && !scoped : scoped && !ownPath) {
      throw ApiException.noSuchResource();
    }
    if (info.legacyWatch()) {
      return info.subresource().isEmpty() ? allowed(method.equals("GET"), watching()) : none();
    }
    if (!info.named()) {
      return collection(exchange, method, !namespaced || scoped);
    }
    if (!info.subresource().isEmpty()) {
      return subresource(exchange, method);
    }
    List<String> offered = exchange.strategy().verbs();
    return switch (method) {
      case "GET" -> new Route(verbs::get, false);
      case "PUT" -> allowed(offered.contains("update"), new Route(verbs::update, false));
      case "PATCH" -> allowed(offered.contains("patch"), new Route(verbs::patch, false));
      case "DELETE" -> allowed(offered.contains("delete"), new Route(verbs::delete, false));
      default -> throw methodNotAllowed();
    };
  }

  private Route collection(Exchange exchange, String method, boolean writable) {
    List<String> offered = exchange.strategy().verbs();
    return switch (method) {
      case "GET" ->
          exchange.info().verb().equals("watch")
              ? allowed(offered.contains("watch"), watching())
              : new Route(verbs::list, false);
      case "POST" ->
          allowed(writable && offered.contains("create"), new Route(verbs::create, false));
      case "DELETE" ->
          allowed(
              writable && offered.contains("deletecollection"),
              new Route(verbs::deleteCollection, false));
      default -> throw methodNotAllowed();
    };
  }

  private Route watching() {
    return new Route(verbs::watch, true);
  }

  private Route subresource(Exchange exchange, String method) {
    String name = exchange.info().subresource();
    for (SubresourceHandler handler : subresources) {
      if (handler.serves(exchange.type(), name)) {
        return allowed(
            handler.methods().contains(method),
            new Route(handler::handle, handler.longRunning(exchange)));
      }
    }
    boolean view =
        exchange.info().rest().isEmpty()
            && (name.equals("status") || exchange.strategy().views().containsKey(name))
            && exchange.strategy().subresources().stream().anyMatch(s -> s.name().equals(name));
    if (!view) {
      return none();
    }
    return switch (method) {
      case "GET" -> new Route(verbs::get, false);
      case "PUT" -> new Route(verbs::update, false);
      case "PATCH" -> new Route(verbs::patch, false);
      default -> throw methodNotAllowed();
    };
  }

  private static Route none() {
    throw ApiException.noSuchResource();
  }

  private static Route allowed(boolean allowed, Route route) {
    if (!allowed) {
      throw methodNotAllowed();
    }
    return route;
  }

  static ApiException methodNotAllowed() {
    return new ApiException(
        405,
        StatusReason.MethodNotAllowed,
        "the server does not allow this method on the requested resource",
        new ApiException.Details("", "", "", "", List.of(), 0));
  }

  private void unknown(HttpServletResponse response, RequestInfo info) throws IOException {
    boolean knownGroup =
        info.group().isEmpty()
            || registry.all().stream().anyMatch(s -> s.type().group().equals(info.group()));
    if (knownGroup) {
      fail(response, ApiException.noSuchResource());
    } else {
      pageNotFound(response);
    }
  }

  /** What a path outside every group gets, as plain text. */
  static void pageNotFound(HttpServletResponse response) throws IOException {
    response.setStatus(404);
    response.setContentType("text/plain; charset=utf-8");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.getOutputStream().write("404 page not found\n".getBytes(StandardCharsets.UTF_8));
  }

  private static void fail(HttpServletResponse response, ApiException e) throws IOException {
    if (response.isCommitted()) {
      // Too late for a Status: a cut stream tells the client that the answer is not whole.
      throw new IOException("answer cut short", e);
    }
    response.resetBuffer();
    StatusResponse.write(response, e);
  }
}

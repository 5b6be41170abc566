package dev.setpoint.api.auth;

import dev.setpoint.api.rest.HttpStep;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.api.rest.StatusResponse;
import dev.setpoint.common.error.ApiException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Parses, authenticates and authorises each request before anything else sees it; later steps find
 * the {@link RequestIdentity} as request attribute.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class AccessFilter implements HttpStep {

  private final List<Authenticator> authenticators;
  private final Authorizers authorizers;
  private final OpenPaths openPaths;
  private final List<RequestListener> listeners;

  AccessFilter(
      List<Authenticator> authenticators,
      Authorizers authorizers,
      OpenPaths openPaths,
      ObjectProvider<RequestListener> listeners) {
    this.authenticators = authenticators;
    this.authorizers = authorizers;
    this.openPaths = openPaths;
    this.listeners = listeners.orderedStream().toList();
  }

  @Override
  public void step(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader("Cache-Control", "no-cache, private");
    try {
      RequestInfo info = parse(request);
      RequestIdentity caller = authenticate(request);
      for (RequestListener each : listeners) {
        each.identified(request, info, caller);
      }
      if (caller == null) {
        throw ApiException.unauthorized();
      }
      RequestIdentity identity = caller;
      Impersonation impersonation = Impersonation.of(request);
      if (impersonation != null) {
        if (impersonation.user() == null) {
          refuseWithoutUser(request, response, impersonation);
          return;
        }
        checkImpersonation(caller, impersonation.user(), impersonation);
        identity = impersonation.identity(impersonation.user());
      }
      request.setAttribute(RequestIdentity.ATTRIBUTE, identity);
      authorise(request, identity, info);
    } catch (ApiException refused) {
      StatusResponse.write(response, refused);
      return;
    }
    chain.doFilter(request, response);
  }

  private void authorise(HttpServletRequest request, RequestIdentity identity, RequestInfo info) {
    Grant grant =
        openPaths.isOpen(request.getMethod(), info.path())
            ? Grant.SILENT
            : authorizers.grant(identity, info.judged());
    for (RequestListener each : listeners) {
      each.decided(request, identity, grant);
    }
    if (grant == null) {
      throw Forbidden.of(identity, info);
    }
  }

  private static RequestInfo parse(HttpServletRequest request) {
    try {
      return RequestInfo.of(request);
    } catch (IllegalArgumentException brokenEscape) {
      throw ApiException.badRequest("invalid URL escape in the path");
    }
  }

  private @Nullable RequestIdentity authenticate(HttpServletRequest request) {
    boolean rejected = false;
    for (Authenticator authenticator : authenticators) {
      switch (authenticator.authenticate(request)) {
        case Authenticator.Outcome.Accepted(RequestIdentity identity) -> {
          return identity;
        }
        case Authenticator.Outcome.Rejected() -> rejected = true;
        case Authenticator.Outcome.None() -> {}
      }
    }
    return rejected ? null : RequestIdentity.ANONYMOUS;
  }

  /** Each thing taken on is a right of its own: the user, every group, the uid, every extra. */
  private void checkImpersonation(RequestIdentity caller, String user, Impersonation wanted) {
    String[] account = user.split(":", -1);
    if (user.startsWith("system:serviceaccount:") && account.length == 4) {
      require(caller, "", "serviceaccounts", "", account[2], account[3]);
    } else {
      require(caller, "", "users", "", "", user);
    }
    wanted.groups().forEach(g -> require(caller, "", "groups", "", "", g));
    String group = "authentication.k8s.io";
    if (!wanted.uid().isEmpty()) {
      require(caller, group, "uids", "", "", wanted.uid());
    }
    wanted
        .extra()
        .forEach(
            (key, values) -> values.forEach(v -> require(caller, group, "userextras", key, "", v)));
  }

  private void require(
      RequestIdentity caller,
      String group,
      String plural,
      String subresource,
      String namespace,
      String name) {
    String version = group.isEmpty() ? "v1" : "*";
    RequestInfo asked =
        RequestInfo.asked("impersonate", group, version, namespace, plural, subresource, name);
    authorizers.require(caller, asked);
  }

  private static void refuseWithoutUser(
      HttpServletRequest request, HttpServletResponse response, Impersonation wanted)
      throws IOException {
    StringBuilder asked = new StringBuilder();
    if (!wanted.uid().isEmpty()) {
      asked.append("{UID  ").append(wanted.uid()).append("  authentication.k8s.io/v1  }");
    }
    for (String group : wanted.groups()) {
      asked.append(asked.isEmpty() ? "" : " ").append("{Group  ").append(group).append("    }");
    }
    response.setStatus(500);
    response.setContentType("text/plain; charset=utf-8");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response
        .getOutputStream()
        .write(
            ("Internal Server Error: \""
                    + request.getRequestURI()
                    + "\": requested ["
                    + asked
                    + "] without impersonating a user\n")
                .getBytes(StandardCharsets.UTF_8));
  }
}

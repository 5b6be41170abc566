package dev.setpoint.api.discovery;

import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.rest.HttpStep;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.api.rest.StatusResponse;
import dev.setpoint.common.error.ApiException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Sends paths that are no resource's to the handler that knows them, and answers those that nobody
 * knows. Resources, and the static files of the API browser, go on.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 200)
final class PathFilter implements HttpStep {

  private static final Logger log = LoggerFactory.getLogger(PathFilter.class);

  private final List<PathHandler> handlers;
  private final ResourceRegistry registry;

  PathFilter(List<PathHandler> handlers, ResourceRegistry registry) {
    this.handlers = handlers;
    this.registry = registry;
  }

  @Override
  public void step(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    RequestInfo info = RequestInfo.of(request);
    if (isBrowserPage(info.path())) {
      chain.doFilter(request, response);
    } else if (info.resource()) {
      if (registry.serves(info.group())) {
        chain.doFilter(request, response);
      } else {
        Answers.pageNotFound(response);
      }
    } else {
      handle(info, request, response);
    }
  }

  private void handle(RequestInfo info, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      for (PathHandler handler : handlers) {
        if (handler.handle(info, request, response)) {
          return;
        }
      }
      Answers.pageNotFound(response);
    } catch (ApiException refused) {
      StatusResponse.write(response, refused);
    } catch (RuntimeException e) {
      log.error("{} {} failed", request.getMethod(), info.path(), e);
      StatusResponse.write(response, ApiException.internal("the server could not answer"));
    }
  }

  /** The static page and its configuration; springdoc has nothing else to serve here. */
  private static boolean isBrowserPage(String path) {
    return (path.startsWith("/swagger-ui/") && !path.equals("/swagger-ui/"))
        || path.equals("/api-docs/page/swagger-config");
  }
}

package dev.setpoint.api.rest;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Hands resources' paths to the generic endpoint, before the filters and the dispatcher of Spring
 * MVC, which would take a tenth of a request's time for nothing.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 300)
final class ResourceFilter implements Filter {

  private final ResourceEndpoint resources;

  ResourceFilter(ResourceEndpoint resources) {
    this.resources = resources;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    RequestInfo info = info(asked);
    if (info.resource()) {
      resources.handle(info, asked, (HttpServletResponse) response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static RequestInfo info(HttpServletRequest request) {
    return request.getAttribute(RequestInfo.ATTRIBUTE) instanceof RequestInfo info
        ? info
        : RequestInfo.parse(request.getMethod(), request.getRequestURI(), request.getQueryString());
  }
}

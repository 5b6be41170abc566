package dev.setpoint.api.rest;

import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.common.error.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Answers for paths that nothing serves, in the two forms that kube-apiserver has for them. */
@Component
final class UnknownPaths implements HandlerExceptionResolver, Ordered {

  private final ResourceRegistry registry;

  UnknownPaths(ResourceRegistry registry) {
    this.registry = registry;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception failure) {
    try {
      switch (failure) {
        case HttpRequestMethodNotSupportedException e ->
            StatusResponse.write(response, ResourceEndpoint.methodNotAllowed());
        case NoResourceFoundException e -> notFound(request, response);
        case NoHandlerFoundException e -> notFound(request, response);
        case ApiException e -> StatusResponse.write(response, e);
        default -> {
          return null;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ModelAndView();
  }

  private void notFound(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (isBelowKnownGroup(request.getRequestURI())) {
      StatusResponse.write(response, ApiException.noSuchResource());
    } else {
      ResourceEndpoint.pageNotFound(response);
    }
  }

  private boolean isBelowKnownGroup(String path) {
    if (path.startsWith("/api/")) {
      return true;
    }
    String[] parts = path.split("/", -1);
    return parts.length > 3
        && parts[1].equals("apis")
        && registry.all().stream().anyMatch(s -> s.type().group().equals(parts[2]));
  }
}

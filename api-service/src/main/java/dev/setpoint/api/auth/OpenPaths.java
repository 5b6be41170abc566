package dev.setpoint.api.auth;

import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Paths that need no credentials beside health and version: the API browser's page and the schema
 * documents it shows, which hold no data of this installation. Calls made from the page need a
 * token like any other.
 */
@Component
final class OpenPaths {

  private static final List<String> PREFIXES =
      List.of("/swagger-ui", "/swagger-ui/", "/docs", "/api-docs/");

  boolean isOpen(String method, String path) {
    return (method.equals("GET") || method.equals("HEAD"))
        && !path.contains("..")
        && PREFIXES.stream()
            .anyMatch(p -> path.equals(p) || (p.endsWith("/") && path.startsWith(p)));
  }
}

package dev.setpoint.api.auth;

import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Paths that need no credentials, whatever the policy says: health and version, which must answer
 * while the policy can't be read, and the API browser's page with the schema documents it shows,
 * which hold no data of this installation. Calls made from the page need a token like any other.
 */
@Component
final class OpenPaths {

  private static final Set<String> EXACT =
      Set.of("/healthz", "/livez", "/readyz", "/version", "/version/", "/swagger-ui", "/docs");

  private static final List<String> PREFIXES = List.of("/swagger-ui/", "/api-docs/");

  boolean isOpen(String method, String path) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return false;
    }
    if (EXACT.contains(path)) {
      return true;
    }
    for (String prefix : PREFIXES) {
      if (path.startsWith(prefix)) {
        return !path.contains("..");
      }
    }
    return false;
  }
}

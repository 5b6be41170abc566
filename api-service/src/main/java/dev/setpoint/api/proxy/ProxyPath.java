package dev.setpoint.api.proxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Where a proxy's path ends and the backend's begins.
 *
 * @param prefix for example {@code /api/v1/namespaces/a/pods/b/proxy}, as it was sent
 * @param rest what the backend is asked for; empty or beginning with a slash
 */
record ProxyPath(String prefix, String rest) {

  /**
   * Cuts a path at its subresource.
   *
   * @param uri as sent, still escaped
   * @param above how many segments come before the subresource
   */
  static ProxyPath of(String uri, int above) {
    int at = 0;
    for (int seen = 0; seen <= above; seen++) {
      while (at < uri.length() && uri.charAt(at) == '/') {
        at++;
      }
      while (at < uri.length() && uri.charAt(at) != '/') {
        at++;
      }
    }
    return new ProxyPath(uri.substring(0, at), uri.substring(at));
  }

  /** An absolute path within the backend becomes one through the proxy; other places stay. */
  String location(String location, List<String> backends) {
    URI target;
    try {
      target = new URI(location);
    } catch (URISyntaxException e) {
      return location;
    }
    String authority = target.getRawAuthority();
    String path = target.getRawPath();
    boolean elsewhere = authority != null && !backends.contains(authority);
    if (target.isOpaque()
        || elsewhere
        || path == null
        || !path.startsWith("/")
        || path.startsWith(prefix)) {
      return location;
    }
    return prefix
        + path
        + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery())
        + (target.getRawFragment() == null ? "" : "#" + target.getRawFragment());
  }
}

package dev.setpoint.api.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, read from method, path and query alone, as authorisation and routing see
 * it (k8s.io/apiserver/pkg/endpoints/request/requestinfo.go).
 *
 * @param resource whether the path lies below {@code /api/VERSION} or {@code /apis/GROUP/VERSION}
 * @param path the decoded path
 * @param verb get, list, watch, create, update, patch, delete or deletecollection; the method in
 *     lower case for paths that are no resource's; empty for methods without a meaning
 * @param group empty for the core group
 * @param namespace empty when none is in the path; for a Namespace itself its own name
 * @param plural the resource, for example {@code pods}; empty for a group version's own path
 * @param subresource for example {@code status}; empty for none
 * @param name empty for a collection (a list narrowed to one metadata.name keeps that name here)
 * @param rest path segments after the subresource
 * @param legacyWatch whether the path starts with {@code /watch/}
 * @param named whether the name is in the path
 * @param fieldSelector as sent with a list or watch; empty for none
 */
public record RequestInfo(
    boolean resource,
    String path,
    String verb,
    String group,
    String version,
    String namespace,
    String plural,
    String subresource,
    String name,
    List<String> rest,
    boolean legacyWatch,
    boolean named,
    String fieldSelector) {

  private static final String ATTRIBUTE = "dev.setpoint.api.rest.RequestInfo";

  /**
   * Reads a request, once for all who ask.
   *
   * @throws IllegalArgumentException when the path has a broken escape
   */
  public static RequestInfo of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof RequestInfo known) {
      return known;
    }
    RequestInfo info =
        parse(request.getMethod(), request.getRequestURI(), request.getQueryString());
    request.setAttribute(ATTRIBUTE, info);
    return info;
  }

  /**
   * Reads a request line.
   *
   * @param rawPath the path as sent, still escaped
   * @param rawQuery the query as sent; null for none
   */
  public static RequestInfo parse(String method, String rawPath, @Nullable String rawQuery) {
    String path = decode(rawPath);
    List<String> parts = split(path);
    boolean core = !parts.isEmpty() && parts.getFirst().equals("api");
    boolean grouped = !parts.isEmpty() && parts.getFirst().equals("apis");
    int least = core ? 3 : 4;
    if (path.startsWith("//") || !(core || grouped) || parts.size() < least) {
      return nonResource(path, method);
    }
    String group = core ? "" : parts.get(1);
    String version = parts.get(core ? 1 : 2);
    List<String> left = parts.subList(core ? 2 : 3, parts.size());

    boolean legacyWatch = left.getFirst().equals("watch");
    String verb = legacyWatch ? "watch" : verb(method);
    if (legacyWatch) {
      left = left.subList(1, left.size());
    }

    String namespace = "";
    if (!left.isEmpty() && left.getFirst().equals("namespaces") && left.size() > 1) {
      namespace = left.get(1);
      if (left.size() > 2 && !isNamespaceSubresource(left.get(2))) {
        left = left.subList(2, left.size());
      }
    }
    String plural = left.isEmpty() ? "" : left.getFirst();
    String name = left.size() > 1 ? left.get(1) : "";
    String subresource = left.size() > 2 ? left.get(2) : "";
    List<String> rest = left.size() > 3 ? List.copyOf(left.subList(3, left.size())) : List.of();
    boolean named = !name.isEmpty();
    String fieldSelector = "";
    if (!named) {
      if (verb.equals("get") || legacyWatch) {
        Query query = Query.parse(rawQuery);
        verb = legacyWatch || query.flag("watch") ? "watch" : "list";
        fieldSelector = query.text("fieldSelector");
        name = selectedName(fieldSelector);
      } else if (verb.equals("delete")) {
        verb = "deletecollection";
      }
    }
    return new RequestInfo(
        true,
        path,
        verb,
        group,
        version,
        namespace,
        plural,
        subresource,
        name,
        rest,
        legacyWatch,
        named,
        fieldSelector);
  }

  /** A request that nobody has sent, to ask whether it would be allowed. */
  public static RequestInfo asked(
      String verb,
      String group,
      String version,
      String namespace,
      String plural,
      String subresource,
      String name) {
    return new RequestInfo(
        true,
        "",
        verb,
        group,
        version,
        namespace,
        plural,
        subresource,
        name,
        List.of(),
        false,
        !name.isEmpty(),
        "");
  }

  /** What rules are asked about: whoever may get an object may have it explained. */
  public RequestInfo judged() {
    return subresource.equals("explain") && rest.isEmpty()
        ? asked(verb, group, version, namespace, plural, "", name)
        : this;
  }

  /** The same, of a path that is no resource's. */
  public static RequestInfo askedPath(String verb, String path) {
    return nonResource(path, verb);
  }

  private static RequestInfo nonResource(String path, String method) {
    return new RequestInfo(
        false,
        path,
        method.toLowerCase(java.util.Locale.ROOT),
        "",
        "",
        "",
        "",
        "",
        "",
        List.of(),
        false,
        false,
        "");
  }

  private static String verb(String method) {
    return switch (method) {
      case "GET", "HEAD" -> "get";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "";
    };
  }

  private static boolean isNamespaceSubresource(String segment) {
    return segment.equals("status") || segment.equals("finalize") || segment.equals("explain");
  }

  /** The name that {@code metadata.name=x} asks for, so that a rule for one name can grant it. */
  private static String selectedName(String fieldSelector) {
    if (!fieldSelector.contains("metadata.name=")) {
      return "";
    }
    for (String term : fieldSelector.split(",", -1)) {
      if (term.startsWith("metadata.name=") && !term.contains("!=")) {
        String name = term.substring("metadata.name=".length());
        return name.startsWith("=") ? name.substring(1) : name;
      }
    }
    return "";
  }

  /** A plus sign in a path is a plus sign, unlike in a query. */
  private static String decode(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static List<String> split(String path) {
    List<String> parts = new ArrayList<>(8);
    int from = 0;
    int end = path.length();
    while (from < end && path.charAt(from) == '/') {
      from++;
    }
    while (end > from && path.charAt(end - 1) == '/') {
      end--;
    }
    while (from < end) {
      int slash = path.indexOf('/', from);
      if (slash < 0 || slash >= end) {
        parts.add(path.substring(from, end));
        break;
      }
      parts.add(path.substring(from, slash));
      from = slash + 1;
    }
    return parts;
  }
}

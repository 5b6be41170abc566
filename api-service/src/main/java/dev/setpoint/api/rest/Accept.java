package dev.setpoint.api.rest;

import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form of an answer as negotiated from the Accept header.
 *
 * @param as what the objects are shown as
 * @param metaVersion of meta.k8s.io: v1 or v1beta1
 */
public record Accept(boolean yaml, As as, String metaVersion) {

  /** What can be made of an object. */
  public enum As {
    OBJECT,
    TABLE,
    PARTIAL,
    PARTIAL_LIST
  }

  public static final Accept JSON = new Accept(false, As.OBJECT, "v1");

  private static final String TYPES =
      "application/json, application/yaml, application/vnd.kubernetes.protobuf";
  private static final String STREAMS =
      ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

  private record Clause(String type, Map<String, String> parameters, double quality) {}

  /**
   * @param collection whether the path is that of a collection, which can be watched
   * @throws ApiException 406 when nothing that is accepted can be made
   */
  public static Accept negotiate(@Nullable String header, boolean collection) {
    if (header == null
        || header.isEmpty()
        || header.equals("application/json")
        || header.equals("*/*")) {
      return JSON;
    }
    List<Clause> clauses = parse(header);
    if (clauses.stream().noneMatch(c -> isOffered(c.type()))) {
      throw new ApiException(
          406,
          StatusReason.NotAcceptable,
          "406: Not Acceptable\n\nAvailable representations: "
              + TYPES
              + (collection ? STREAMS : ""),
          new ApiException.Details("", "", "", "", List.of(), 0));
    }
    for (Clause clause : clauses) {
      Accept accept = of(clause);
      if (accept != null) {
        return accept;
      }
    }
    throw notAcceptable("only the following media types are accepted: " + TYPES);
  }

  static ApiException notAcceptable(String message) {
    return new ApiException(406, StatusReason.NotAcceptable, message, null);
  }

  private static boolean isOffered(String type) {
    return switch (type) {
      case "*/*", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf" ->
          true;
      default -> false;
    };
  }

  private static @Nullable Accept of(Clause clause) {
    boolean yaml = clause.type().equals("application/yaml");
    if (!yaml
        && !clause.type().equals("application/json")
        && !clause.type().equals("*/*")
        && !clause.type().equals("application/*")) {
      return null;
    }
    String as = clause.parameters().get("as");
    if (as == null) {
      return new Accept(yaml, As.OBJECT, "v1");
    }
    String version = clause.parameters().getOrDefault("v", "");
    boolean meta =
        "meta.k8s.io".equals(clause.parameters().get("g"))
            && (version.equals("v1") || version.equals("v1beta1"));
    if (!meta) {
      return null;
    }
    return switch (as) {
      case "Table" -> new Accept(yaml, As.TABLE, version);
      case "PartialObjectMetadata" -> new Accept(yaml, As.PARTIAL, version);
      case "PartialObjectMetadataList" -> new Accept(yaml, As.PARTIAL_LIST, version);
      default -> null;
    };
  }

  /** By falling quality; equals stay in the order given. */
  private static List<Clause> parse(String header) {
    List<Clause> clauses = new ArrayList<>();
    for (String part : header.split(",", -1)) {
      String[] pieces = part.split(";", -1);
      Map<String, String> parameters = new HashMap<>();
      double quality = 1;
      for (int i = 1; i < pieces.length; i++) {
        int equals = pieces[i].indexOf('=');
        String key = (equals < 0 ? pieces[i] : pieces[i].substring(0, equals)).trim();
        String value = equals < 0 ? "" : pieces[i].substring(equals + 1).trim();
        if (key.equals("q")) {
          quality = quality(value);
        } else {
          parameters.put(key, value);
        }
      }
      String type = pieces[0].trim().toLowerCase(Locale.ROOT);
      if (!type.isEmpty()) {
        clauses.add(new Clause(type, parameters, quality));
      }
    }
    clauses.sort(Comparator.comparingDouble(c -> -c.quality()));
    return clauses;
  }

  private static double quality(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}

package dev.setpoint.api.pipeline;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms of a request body that can be read. */
public enum BodyFormat {
  JSON,
  YAML,
  PROTOBUF;

  /** By Content-Type; null for one that is not read. A missing type means JSON. */
  public static @Nullable BodyFormat of(@Nullable String contentType) {
    if (contentType == null || contentType.isEmpty()) {
      return JSON;
    }
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return switch (type.trim().toLowerCase(Locale.ROOT)) {
      case "application/json" -> JSON;
      case "application/yaml" -> YAML;
      case "application/vnd.kubernetes.protobuf" -> PROTOBUF;
      default -> null;
    };
  }
}

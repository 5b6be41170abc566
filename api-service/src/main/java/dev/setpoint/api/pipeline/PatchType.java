package dev.setpoint.api.pipeline;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms of a patch. */
public enum PatchType {
  JSON("application/json-patch+json"),
  MERGE("application/merge-patch+json"),
  STRATEGIC("application/strategic-merge-patch+json"),
  APPLY("application/apply-patch+yaml");

  private final String mediaType;

  PatchType(String mediaType) {
    this.mediaType = mediaType;
  }

  /** By Content-Type; null for any other. */
  public static @Nullable PatchType of(@Nullable String contentType) {
    if (contentType == null) {
      return null;
    }
    int semicolon = contentType.indexOf(';');
    String type =
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .trim()
            .toLowerCase(Locale.ROOT);
    for (PatchType each : values()) {
      if (each.mediaType.equals(type)) {
        return each;
      }
    }
    return null;
  }
}

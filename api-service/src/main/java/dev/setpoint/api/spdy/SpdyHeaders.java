package dev.setpoint.api.spdy;

import java.util.Locale;
import java.util.Map;

/** The headers of a stream; of a name sent several times the first value counts. */
public record SpdyHeaders(Map<String, String> values) {

  /** Empty when there is none. */
  public String get(String name) {
    return values.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }
}

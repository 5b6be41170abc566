package dev.setpoint.agent.server;

import dev.setpoint.common.json.KubeJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads the sizes of a terminal off their channel: JSON objects one after the other, cut into
 * messages anyhow. What is no size is passed over.
 */
final class TerminalSizes {

  private static final int LONGEST = 1024;

  record Size(int width, int height) {}

  private final StringBuilder pending = new StringBuilder();

  /** The last whole size so far; null when these bytes complete none. */
  @Nullable Size latest(byte[] bytes) {
    pending.append(new String(bytes, StandardCharsets.ISO_8859_1));
    Size latest = null;
    int end;
    while ((end = pending.indexOf("}")) >= 0) {
      String text = pending.substring(0, end + 1);
      pending.delete(0, end + 1);
      Size size = parse(text);
      latest = size == null ? latest : size;
    }
    if (pending.length() > LONGEST) {
      pending.setLength(0);
    }
    return latest;
  }

  private static @Nullable Size parse(String text) {
    try {
      JsonNode size = KubeJson.TREES.readTree(text.strip());
      int width = size.path("Width").asInt(0);
      int height = size.path("Height").asInt(0);
      boolean sane = width > 0 && width <= 65_535 && height > 0 && height <= 65_535;
      return sane ? new Size(width, height) : null;
    } catch (JacksonException e) {
      return null; // a garbled size is no reason to end the session
    }
  }
}

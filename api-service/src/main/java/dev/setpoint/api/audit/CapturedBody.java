package dev.setpoint.api.audit;

import dev.setpoint.common.json.KubeJson;
import java.io.ByteArrayOutputStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The copy of a body as it passes, up to a limit; nothing is kept of a longer one. */
final class CapturedBody {

  private final int limit;
  private final BooleanSupplier wanted;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean tooLong;

  CapturedBody(int limit, BooleanSupplier wanted) {
    this.limit = limit;
    this.wanted = wanted;
  }

  void add(byte[] from, int offset, int length) {
    if (tooLong || length <= 0 || !wanted.getAsBoolean()) {
      return;
    }
    if (bytes.size() + length > limit) {
      tooLong = true;
      bytes.reset();
      return;
    }
    bytes.write(from, offset, length);
  }

  /** Null unless it is all there, and JSON. */
  @Nullable JsonNode json() {
    if (tooLong || bytes.size() == 0) {
      return null;
    }
    try {
      return KubeJson.TREES.readTree(bytes.toByteArray());
    } catch (JacksonException notJson) {
      return null;
    }
  }
}

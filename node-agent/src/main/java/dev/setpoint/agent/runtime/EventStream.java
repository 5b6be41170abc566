package dev.setpoint.agent.runtime;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What happens to containers, as it happens. */
public interface EventStream extends AutoCloseable {

  /** Waits for the next event; null when the engine ended the stream. */
  @Nullable RuntimeEvent next() throws IOException;

  @Override
  void close();
}

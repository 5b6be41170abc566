package dev.setpoint.agent.runtime;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A container's log, read chunk by chunk. */
public interface LogStream extends AutoCloseable {

  /** The next bytes as they were written, in an array of their own; null at the end. */
  byte @Nullable [] next() throws IOException;

  @Override
  void close();
}

package dev.setpoint.agent.runtime;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Input, output and terminal of a process in a container, for as long as somebody is connected. One
 * thread may read while another writes; closing from any thread ends both.
 */
public interface ProcessStreams extends AutoCloseable {

  /** Bytes the process wrote. */
  record Output(boolean stderr, byte[] bytes, int length) {}

  /**
   * Blocks; null once the process has closed its output. The bytes are valid until the next call.
   */
  @Nullable Output next() throws IOException;

  void write(byte[] bytes, int offset, int length) throws IOException;

  /** The process reads its input to the end, and goes on. */
  void endInput() throws IOException;

  void resize(int width, int height);

  /** How it ended; to be asked after the last output. */
  ExitState exit();

  @Override
  void close();
}

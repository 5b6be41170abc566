package dev.setpoint.agent.runtime.docker;

import dev.setpoint.agent.runtime.ExitState;
import dev.setpoint.agent.runtime.ProcessStreams;
import dev.setpoint.agent.runtime.StreamOptions;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process at the other end of a hijacked connection: raw bytes with a terminal, else frames of a
 * byte for the stream, three of padding, the length, the bytes.
 */
final class HijackedStreams implements ProcessStreams {

  private static final Logger log = LoggerFactory.getLogger(HijackedStreams.class);

  private static final String REFUSAL = "OCI runtime exec failed: ";

  private final EngineConnection connection;
  private final StreamOptions options;
  private final BiConsumer<Integer, Integer> resize;
  private final Function<String, ExitState> exit;

  private final byte[] buffer = new byte[32 * 1024];
  private int left;
  private boolean stderr;

  private boolean begun;
  private @Nullable ExitState notStarted;

  HijackedStreams(
      EngineConnection connection,
      StreamOptions options,
      BiConsumer<Integer, Integer> resize,
      Function<String, ExitState> exit) {
    this.connection = connection;
    this.options = options;
    this.resize = resize;
    this.exit = exit;
  }

  @Override
  public @Nullable Output next() throws IOException {
    int length = read();
    if (length < 0 || (!begun && neverStarted(length))) {
      return null;
    }
    begun = true;
    return new Output(stderr, buffer, length);
  }

  /** The engine writes in one piece; whether it was the engine, and not the process, it tells. */
  private boolean neverStarted(int length) {
    String words = new String(buffer, 0, length, StandardCharsets.UTF_8);
    if (words.startsWith(REFUSAL)
        && exit.apply(words.strip()) instanceof ExitState.NotStarted not) {
      notStarted = not;
      return true;
    }
    return false;
  }

  private int read() throws IOException {
    if (options.tty()) {
      return connection.read(buffer, 0, buffer.length);
    }
    while (left == 0) {
      if (!header()) {
        return -1;
      }
    }
    int n = connection.read(buffer, 0, Math.min(left, buffer.length));
    if (n < 0) {
      throw new EOFException("the engine cut a frame");
    }
    left -= n;
    return n;
  }

  private boolean header() throws IOException {
    byte[] header = new byte[8];
    int at = 0;
    while (at < header.length) {
      int n = connection.read(header, at, header.length - at);
      if (n < 0) {
        if (at == 0) {
          return false;
        }
        throw new EOFException("the engine cut a frame");
      }
      at += n;
    }
    stderr = header[0] == 2;
    left =
        (header[4] & 0xff) << 24
            | (header[5] & 0xff) << 16
            | (header[6] & 0xff) << 8
            | (header[7] & 0xff);
    if (left < 0) {
      throw new IOException("a frame is longer than 2 GiB");
    }
    return true;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    connection.write(bytes, offset, length);
  }

  @Override
  public void endInput() throws IOException {
    connection.endOutput();
  }

  @Override
  public void resize(int width, int height) {
    resize.accept(width, height);
  }

  @Override
  public ExitState exit() {
    ExitState known = notStarted;
    return known != null ? known : exit.apply("");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      log.debug("A hijacked connection did not close cleanly: {}", e.getMessage());
    }
  }
}

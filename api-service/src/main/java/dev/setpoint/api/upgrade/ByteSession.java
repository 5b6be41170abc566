package dev.setpoint.api.upgrade;

import java.io.IOException;

/**
 * What is done with a client's bytes. The calls come one at a time; one that blocks slows the
 * client down, and one that throws ends the connection.
 */
public interface ByteSession {

  void opened(ByteSink client) throws IOException;

  /** The bytes are valid during the call. */
  void received(byte[] bytes, int offset, int length) throws IOException;

  /** The client has gone, or the server stops; called at least once, from any thread. */
  void gone();
}

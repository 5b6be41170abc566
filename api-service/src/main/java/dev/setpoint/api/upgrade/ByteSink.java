package dev.setpoint.api.upgrade;

import java.io.IOException;

/** Bytes to a client, from any thread; writing blocks while the client is slow. */
public interface ByteSink {

  void write(byte[] bytes, int offset, int length) throws IOException;

  /** Nothing more to say: the client sees an orderly end. */
  void close();
}

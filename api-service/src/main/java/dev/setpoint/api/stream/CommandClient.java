package dev.setpoint.api.stream;

import java.io.IOException;

/** The client's end of a remote command, whatever it speaks. */
interface CommandClient {

  /** Waits until the client has opened all its streams; false if it does not. */
  boolean ready() throws InterruptedException;

  /** Blocks while the client is slow. */
  void write(int channel, byte[] bytes) throws IOException;

  /** Tells how the command ended, and nothing more. */
  void finish(byte[] status) throws IOException;

  void close();
}

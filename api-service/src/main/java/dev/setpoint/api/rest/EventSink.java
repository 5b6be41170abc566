package dev.setpoint.api.rest;

import java.io.IOException;

/** Where the events of one watch go. */
interface EventSink {

  void send(String type, byte[] object) throws IOException;

  /** Sends what was held back. */
  void flush() throws IOException;

  /** Whether the client of a quiet watch has left. */
  boolean isGone();
}

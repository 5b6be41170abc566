package dev.setpoint.api.spdy;

import java.io.IOException;

/** The peer does not follow the protocol, or wants more than it may: the connection ends. */
public final class SpdyViolation extends IOException {

  public SpdyViolation(String message) {
    super(message);
  }
}

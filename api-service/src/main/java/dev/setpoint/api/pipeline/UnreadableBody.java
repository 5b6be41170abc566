package dev.setpoint.api.pipeline;

/** A body whose syntax can't be read; the message is the parser's. */
final class UnreadableBody extends RuntimeException {

  UnreadableBody(String message) {
    super(message);
  }
}

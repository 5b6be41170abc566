package dev.setpoint.api.protobuf;

/** Bytes that are no such message. */
final class MalformedMessage extends Exception {

  MalformedMessage(String message) {
    super(message, null, false, false);
  }

  static MalformedMessage cutOff() {
    return new MalformedMessage("unexpected EOF");
  }
}

package dev.setpoint.controller.podautoscaler;

/** Why a metric makes no proposal; the message is for users. */
final class MetricFailure extends Exception {

  MetricFailure(String message) {
    super(message);
  }

  String message() {
    return String.valueOf(getMessage());
  }
}

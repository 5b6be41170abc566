package dev.setpoint.common.controller;

import java.time.Duration;

/** What is to become of a key after it was looked at. */
public sealed interface Result {

  /** Nothing more to do until something changes. */
  record Done() implements Result {}

  /** Look again after a time, even if nothing changes. */
  record RequeueAfter(Duration delay) implements Result {}

  /** Try again with growing delays: something ordinary, such as a conflict, stood in the way. */
  record Retry(String why) implements Result {}

  /** Try again with growing delays and tell the operator. */
  record Failed(Exception cause) implements Result {}

  static Result done() {
    return new Done();
  }

  static Result requeueAfter(Duration delay) {
    return new RequeueAfter(delay);
  }

  static Result retry(String why) {
    return new Retry(why);
  }

  static Result failed(Exception cause) {
    return new Failed(cause);
  }
}

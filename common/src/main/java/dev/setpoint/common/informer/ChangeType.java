package dev.setpoint.common.informer;

/** What happened to an object, as topics and watches name it. */
enum ChangeType {
  ADDED,
  MODIFIED,
  DELETED
}

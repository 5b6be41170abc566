package dev.setpoint.controller.podautoscaler;

/** A condition of an autoscaler as it is to be. */
record Condition(String type, boolean met, String reason, String message) {

  static final String ABLE = "AbleToScale";
  static final String ACTIVE = "ScalingActive";
  static final String LIMITED = "ScalingLimited";

  static Condition able(String reason, String message) {
    return new Condition(ABLE, true, reason, message);
  }

  static Condition unable(String reason, String message) {
    return new Condition(ABLE, false, reason, message);
  }

  static Condition active(boolean met, String reason, String message) {
    return new Condition(ACTIVE, met, reason, message);
  }

  static Condition limited(boolean met, String reason, String message) {
    return new Condition(LIMITED, met, reason, message);
  }
}

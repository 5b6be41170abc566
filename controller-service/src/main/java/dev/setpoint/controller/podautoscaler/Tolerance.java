package dev.setpoint.controller.podautoscaler;

/** How far below and above its target a metric may be without anything being done. */
record Tolerance(double down, double up) {

  boolean covers(double ratio) {
    return 1 - down <= ratio && ratio <= 1 + up;
  }
}

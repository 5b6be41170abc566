/** Measurements, run by hand. */
@NullMarked
package dev.setpoint.scheduler.bench;

import org.jspecify.annotations.NullMarked;

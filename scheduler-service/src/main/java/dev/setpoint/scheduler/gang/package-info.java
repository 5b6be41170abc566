/** Pods that start together or not at all. */
@NullMarked
package dev.setpoint.scheduler.gang;

import org.jspecify.annotations.NullMarked;

/** The queue of waiting Pods, the loop that decides, and the binder that writes. */
@NullMarked
package dev.setpoint.scheduler.cycle;

import org.jspecify.annotations.NullMarked;

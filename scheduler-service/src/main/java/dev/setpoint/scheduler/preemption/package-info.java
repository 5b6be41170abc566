/** Which Pods make way for a more important one, decided on a snapshot alone. */
@NullMarked
package dev.setpoint.scheduler.preemption;

import org.jspecify.annotations.NullMarked;

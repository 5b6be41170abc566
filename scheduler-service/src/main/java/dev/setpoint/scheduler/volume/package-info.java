/** The scheduling rules about volumes, and which volume a Pod's claim gets on a Node. */
@NullMarked
package dev.setpoint.scheduler.volume;

import org.jspecify.annotations.NullMarked;

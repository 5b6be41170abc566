/** What would be if: answered on copies of the live snapshot. */
@NullMarked
package dev.setpoint.scheduler.simulation;

import org.jspecify.annotations.NullMarked;

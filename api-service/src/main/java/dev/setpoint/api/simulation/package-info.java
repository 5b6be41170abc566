/** What-if questions, passed on to a scheduler and answered, never stored. */
@NullMarked
package dev.setpoint.api.simulation;

import org.jspecify.annotations.NullMarked;

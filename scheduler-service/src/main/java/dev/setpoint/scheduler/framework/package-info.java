/** The phases of a decision that plugins take part in, and the engine that runs them in order. */
@NullMarked
package dev.setpoint.scheduler.framework;

import org.jspecify.annotations.NullMarked;

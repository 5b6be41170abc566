/** Asks containers whether they have started, are alive and are ready. */
@NullMarked
package dev.setpoint.agent.probe;

import org.jspecify.annotations.NullMarked;

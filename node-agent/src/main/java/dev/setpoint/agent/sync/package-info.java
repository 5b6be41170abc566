/** Brings each Pod to what its object asks for: one serial loop per Pod. */
@NullMarked
package dev.setpoint.agent.sync;

import org.jspecify.annotations.NullMarked;

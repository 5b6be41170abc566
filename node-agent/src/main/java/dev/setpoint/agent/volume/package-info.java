/** Volumes: directories on the host, filled and kept current, then bound into containers. */
@NullMarked
package dev.setpoint.agent.volume;

import org.jspecify.annotations.NullMarked;

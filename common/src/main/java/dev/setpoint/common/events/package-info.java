/** Kubernetes Events, written in the background and aggregated. */
@NullMarked
package dev.setpoint.common.events;

import org.jspecify.annotations.NullMarked;

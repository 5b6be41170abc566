/** Recounts what quotas limit. */
@NullMarked
package dev.setpoint.controller.quota;

import org.jspecify.annotations.NullMarked;

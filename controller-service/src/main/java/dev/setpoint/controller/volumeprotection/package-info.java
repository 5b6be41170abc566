/** Keeps claims and volumes that are in use from vanishing. */
@NullMarked
package dev.setpoint.controller.volumeprotection;

import org.jspecify.annotations.NullMarked;

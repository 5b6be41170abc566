/** Tells which addresses stand behind a Service. */
@NullMarked
package dev.setpoint.controller.endpoints;

import org.jspecify.annotations.NullMarked;

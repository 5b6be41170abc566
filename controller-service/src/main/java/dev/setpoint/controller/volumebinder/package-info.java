/** Binds claims to volumes and reclaims volumes whose claim is gone. */
@NullMarked
package dev.setpoint.controller.volumebinder;

import org.jspecify.annotations.NullMarked;

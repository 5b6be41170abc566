/** Deletes objects whose owners are gone, and carries out how an owner's deletion spreads. */
@NullMarked
package dev.setpoint.controller.garbagecollector;

import org.jspecify.annotations.NullMarked;

/** Removes Pods that nobody else will. */
@NullMarked
package dev.setpoint.controller.podgc;

import org.jspecify.annotations.NullMarked;

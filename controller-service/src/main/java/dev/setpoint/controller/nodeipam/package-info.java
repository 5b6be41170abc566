/** Gives every Node the range its Pods have their addresses from. */
@NullMarked
package dev.setpoint.controller.nodeipam;

import org.jspecify.annotations.NullMarked;

/** Tells how many Pods of an application may be disrupted. */
@NullMarked
package dev.setpoint.controller.disruption;

import org.jspecify.annotations.NullMarked;

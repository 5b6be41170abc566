/** Binds Pods to Nodes. */
@NullMarked
package dev.setpoint.scheduler;

import org.jspecify.annotations.NullMarked;

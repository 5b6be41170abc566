/** Runs one node's Pods on its Docker Engine. */
@NullMarked
package dev.setpoint.agent;

import org.jspecify.annotations.NullMarked;

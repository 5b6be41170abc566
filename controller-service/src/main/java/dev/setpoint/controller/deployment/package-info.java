/** Rolls a Deployment's template out by scaling ReplicaSets. */
@NullMarked
package dev.setpoint.controller.deployment;

import org.jspecify.annotations.NullMarked;

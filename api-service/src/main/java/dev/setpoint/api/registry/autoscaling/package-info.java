/** The built-in kinds of this group, a strategy each. */
@NullMarked
package dev.setpoint.api.registry.autoscaling;

import org.jspecify.annotations.NullMarked;

/** The fixed order of steps that every write takes, from bytes to the store. */
@NullMarked
package dev.setpoint.api.pipeline;

import org.jspecify.annotations.NullMarked;

/** Kinds of batch. */
@NullMarked
package dev.setpoint.api.registry.batch;

import org.jspecify.annotations.NullMarked;

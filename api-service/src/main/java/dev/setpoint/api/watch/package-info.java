/** The watch cache: each type's current state and recent events, fed from Kafka. */
@NullMarked
package dev.setpoint.api.watch;

import org.jspecify.annotations.NullMarked;

/** The relay: every committed change goes to Kafka, in revision order and at least once. */
@NullMarked
package dev.setpoint.api.publish;

import org.jspecify.annotations.NullMarked;

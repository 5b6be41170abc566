/** The few things a node asks of the API. */
@NullMarked
package dev.setpoint.agent.cluster;

import org.jspecify.annotations.NullMarked;

/** This host as a Node: registration, conditions, lease. */
@NullMarked
package dev.setpoint.agent.node;

import org.jspecify.annotations.NullMarked;

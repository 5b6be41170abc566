/** Connections into the networks of Pods. */
@NullMarked
package dev.setpoint.agent.network;

import org.jspecify.annotations.NullMarked;

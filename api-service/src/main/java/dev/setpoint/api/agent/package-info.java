/** Node agents: where they listen, how they are known, and connections to them. */
@NullMarked
package dev.setpoint.api.agent;

import org.jspecify.annotations.NullMarked;

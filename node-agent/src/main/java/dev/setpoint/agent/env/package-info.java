/** The environment and command line of a container. */
@NullMarked
package dev.setpoint.agent.env;

import org.jspecify.annotations.NullMarked;

/** What the agent needs of a container engine, in words of our own. */
@NullMarked
package dev.setpoint.agent.runtime;

import org.jspecify.annotations.NullMarked;

/** How much processor time and memory the node and its containers use. */
@NullMarked
package dev.setpoint.agent.usage;

import org.jspecify.annotations.NullMarked;

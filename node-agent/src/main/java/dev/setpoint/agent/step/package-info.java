/** The steps of a Pod's and a container's life, one class each. */
@NullMarked
package dev.setpoint.agent.step;

import org.jspecify.annotations.NullMarked;

/** Reading Pods: their containers by role, resources, labels on the engine. */
@NullMarked
package dev.setpoint.agent.pod;

import org.jspecify.annotations.NullMarked;

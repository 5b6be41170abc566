/** The Docker Engine behind ContainerRuntime; the only place that knows docker-java. */
@NullMarked
package dev.setpoint.agent.runtime.docker;

import org.jspecify.annotations.NullMarked;

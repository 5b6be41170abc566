/** {@code pods/log}: container logs, streamed from the node agent that has them. */
@NullMarked
package dev.setpoint.api.log;

import org.jspecify.annotations.NullMarked;

/** At most one replica of a service acts at a time. */
@NullMarked
package dev.setpoint.common.leader;

import org.jspecify.annotations.NullMarked;

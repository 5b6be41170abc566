/** Which volume a claim may have, for the binder and the scheduler alike. */
@NullMarked
package dev.setpoint.common.volume;

import org.jspecify.annotations.NullMarked;

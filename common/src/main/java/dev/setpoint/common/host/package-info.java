/** What this machine calls itself. */
@NullMarked
package dev.setpoint.common.host;

import org.jspecify.annotations.NullMarked;

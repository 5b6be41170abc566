/** Who asks, and whether they may: the first two steps of every request. */
@NullMarked
package dev.setpoint.api.auth;

import org.jspecify.annotations.NullMarked;

/** Ranges of IP addresses that controllers give parts of away. */
@NullMarked
package dev.setpoint.controller.addresses;

import org.jspecify.annotations.NullMarked;

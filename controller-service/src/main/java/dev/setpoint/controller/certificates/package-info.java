/** Approves, signs and clears away certificate signing requests. */
@NullMarked
package dev.setpoint.controller.certificates;

import org.jspecify.annotations.NullMarked;

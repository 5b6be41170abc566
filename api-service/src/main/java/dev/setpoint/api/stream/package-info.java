/**
 * {@code pods/exec}, {@code pods/attach} and {@code pods/portforward}, passed on to node agents.
 */
@NullMarked
package dev.setpoint.api.stream;

import org.jspecify.annotations.NullMarked;

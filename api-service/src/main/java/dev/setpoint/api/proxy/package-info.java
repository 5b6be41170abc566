/** {@code pods/proxy}, {@code services/proxy} and {@code nodes/proxy}: HTTP passed through. */
@NullMarked
package dev.setpoint.api.proxy;

import org.jspecify.annotations.NullMarked;

/** Connections that leave HTTP: raw bytes and WebSockets, and who may use them. */
@NullMarked
package dev.setpoint.api.upgrade;

import org.jspecify.annotations.NullMarked;

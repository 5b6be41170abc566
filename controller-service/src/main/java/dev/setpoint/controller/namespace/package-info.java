/** Empties namespaces that are being deleted. */
@NullMarked
package dev.setpoint.controller.namespace;

import org.jspecify.annotations.NullMarked;

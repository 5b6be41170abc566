/** How the web server itself is set up. */
@NullMarked
package dev.setpoint.api.server;

import org.jspecify.annotations.NullMarked;

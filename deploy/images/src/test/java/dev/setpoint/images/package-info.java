/** Runs the services' images together, as docker-compose.yml does. */
@NullMarked
package dev.setpoint.images;

import org.jspecify.annotations.NullMarked;

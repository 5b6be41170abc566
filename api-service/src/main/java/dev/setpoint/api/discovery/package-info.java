/** What the server says of itself: groups, resources, version and health. */
@NullMarked
package dev.setpoint.api.discovery;

import org.jspecify.annotations.NullMarked;

/** The built-in kinds of this group, a strategy each. */
@NullMarked
package dev.setpoint.api.registry.networking;

import org.jspecify.annotations.NullMarked;

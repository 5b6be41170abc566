/** What a kind is: its strategy, and the registry of all of them. */
@NullMarked
package dev.setpoint.api.registry;

import org.jspecify.annotations.NullMarked;

/** Objects in Postgres: one revision order, group commit, consistent lists. */
@NullMarked
package dev.setpoint.api.storage;

import org.jspecify.annotations.NullMarked;

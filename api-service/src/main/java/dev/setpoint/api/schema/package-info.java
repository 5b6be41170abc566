/** Field schemas of the built-in kinds, and what is checked and normalised by them. */
@NullMarked
package dev.setpoint.api.schema;

import org.jspecify.annotations.NullMarked;

/** {@code …/NAME/explain}: why an object is not yet as it is wanted, and who works on it. */
@NullMarked
package dev.setpoint.api.reasons;

import org.jspecify.annotations.NullMarked;

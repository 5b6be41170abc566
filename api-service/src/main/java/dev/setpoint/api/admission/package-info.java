/** Checks and completions of writes that are no kind's own policy, a bean each. */
@NullMarked
package dev.setpoint.api.admission;

import org.jspecify.annotations.NullMarked;

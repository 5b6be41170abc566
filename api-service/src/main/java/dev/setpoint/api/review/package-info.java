/** Kinds that are questions: who is this, and may they do that. */
@NullMarked
package dev.setpoint.api.review;

import org.jspecify.annotations.NullMarked;

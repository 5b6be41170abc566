/** Who asked for what, when, and what came of it: a line of JSON each, in Kubernetes' own form. */
@NullMarked
package dev.setpoint.api.audit;

import org.jspecify.annotations.NullMarked;

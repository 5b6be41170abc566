/** The Pod Security Standards: what Pods of a namespace may do to the host they run on. */
@NullMarked
package dev.setpoint.api.admission.podsecurity;

import org.jspecify.annotations.NullMarked;

/** The one exception that every refused API request becomes, carrying a Kubernetes Status. */
@NullMarked
package dev.setpoint.common.error;

import org.jspecify.annotations.NullMarked;

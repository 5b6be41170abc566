/** Figures on requests, under the names that Kubernetes' dashboards know. */
@NullMarked
package dev.setpoint.api.metrics;

import org.jspecify.annotations.NullMarked;

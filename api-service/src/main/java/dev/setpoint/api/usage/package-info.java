/** metrics.k8s.io: how much nodes and Pods use, as their agents tell when asked. */
@NullMarked
package dev.setpoint.api.usage;

import org.jspecify.annotations.NullMarked;

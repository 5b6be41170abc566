/** What controllers that run Pods have in common: taking Pods in, making and removing them. */
@NullMarked
package dev.setpoint.common.workload;

import org.jspecify.annotations.NullMarked;

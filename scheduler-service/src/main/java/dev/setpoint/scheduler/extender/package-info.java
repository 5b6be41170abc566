/** Extenders by webhook, in kube-scheduler's extender v1 format. */
@NullMarked
package dev.setpoint.scheduler.extender;

import org.jspecify.annotations.NullMarked;

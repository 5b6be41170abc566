/**
 * HorizontalPodAutoscalers, by the rules of Kubernetes' pkg/controller/podautoscaler. Amounts are
 * in thousandths throughout.
 */
@NullMarked
package dev.setpoint.controller.podautoscaler;

import org.jspecify.annotations.NullMarked;

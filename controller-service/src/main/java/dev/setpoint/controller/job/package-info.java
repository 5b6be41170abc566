/** Runs Pods to completion, and counts each exactly once. */
@NullMarked
package dev.setpoint.controller.job;

import org.jspecify.annotations.NullMarked;

/** Keeps one Pod on each Node that fits. */
@NullMarked
package dev.setpoint.controller.daemonset;

import org.jspecify.annotations.NullMarked;

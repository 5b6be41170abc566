/** Keeps Pods that have an identity: a name, an ordinal, claims of their own. */
@NullMarked
package dev.setpoint.controller.statefulset;

import org.jspecify.annotations.NullMarked;

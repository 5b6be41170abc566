/** Pods, Nodes and clusters for tests, in as few words as possible. */
@NullMarked
package dev.setpoint.scheduler.testing;

import org.jspecify.annotations.NullMarked;

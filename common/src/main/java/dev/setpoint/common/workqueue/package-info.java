/** Queues of keys to work on. */
@NullMarked
package dev.setpoint.common.workqueue;

import org.jspecify.annotations.NullMarked;

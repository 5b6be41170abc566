/** What a node may do: only what concerns it and the Pods that run on it. */
@NullMarked
package dev.setpoint.api.node;

import org.jspecify.annotations.NullMarked;

/** Keeps as many Pods as a ReplicaSet asks for. */
@NullMarked
package dev.setpoint.controller.replicaset;

import org.jspecify.annotations.NullMarked;

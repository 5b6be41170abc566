/** Notices Nodes that fall silent, keeps Pods off them and takes them back. */
@NullMarked
package dev.setpoint.controller.nodelifecycle;

import org.jspecify.annotations.NullMarked;

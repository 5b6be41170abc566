/** The control loops that drive current state to desired state. */
@NullMarked
package dev.setpoint.controller;

import org.jspecify.annotations.NullMarked;

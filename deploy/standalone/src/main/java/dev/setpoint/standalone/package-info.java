/** All of Setpoint in one process: the embedded default of one machine. */
@NullMarked
package dev.setpoint.standalone;

import org.jspecify.annotations.NullMarked;

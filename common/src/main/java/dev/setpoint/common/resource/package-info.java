/** Names of kinds and objects, and the selectors that pick them. */
@NullMarked
package dev.setpoint.common.resource;

import org.jspecify.annotations.NullMarked;

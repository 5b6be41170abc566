/** What a Pod's status says. */
@NullMarked
package dev.setpoint.common.pod;

import org.jspecify.annotations.NullMarked;

/** What objects use of the quotas of their namespace. */
@NullMarked
package dev.setpoint.common.quota;

import org.jspecify.annotations.NullMarked;

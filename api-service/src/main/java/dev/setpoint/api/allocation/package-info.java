/** What Services take from pools that all share: cluster addresses and node ports. */
@NullMarked
package dev.setpoint.api.allocation;

import org.jspecify.annotations.NullMarked;

/** Encryption of Secrets at rest. */
@NullMarked
package dev.setpoint.api.seal;

import org.jspecify.annotations.NullMarked;

/** Who may have certificates signed, by which signer. */
@NullMarked
package dev.setpoint.api.signing;

import org.jspecify.annotations.NullMarked;

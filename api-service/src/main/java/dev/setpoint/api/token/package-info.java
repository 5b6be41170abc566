/** The tokens of service accounts: made on request, checked against what they are bound to. */
@NullMarked
package dev.setpoint.api.token;

import org.jspecify.annotations.NullMarked;

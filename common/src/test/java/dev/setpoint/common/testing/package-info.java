/** What the tests of several modules share. */
@NullMarked
package dev.setpoint.common.testing;

import org.jspecify.annotations.NullMarked;

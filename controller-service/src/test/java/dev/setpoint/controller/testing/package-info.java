/** What tests of whole controllers share. */
@NullMarked
package dev.setpoint.controller.testing;

import org.jspecify.annotations.NullMarked;

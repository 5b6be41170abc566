/** The tokens by which new nodes join: {@code bootstrap.kubernetes.io/token} Secrets. */
@NullMarked
package dev.setpoint.controller.bootstrap;

import org.jspecify.annotations.NullMarked;

/** Subresources with a meaning of their own: scale, binding, finalize. */
@NullMarked
package dev.setpoint.api.subresource;

import org.jspecify.annotations.NullMarked;

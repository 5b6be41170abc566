/** SPDY/3.1 framing, as far as Kubernetes' clients use it: streams with headers, data, pings. */
@NullMarked
package dev.setpoint.api.spdy;

import org.jspecify.annotations.NullMarked;

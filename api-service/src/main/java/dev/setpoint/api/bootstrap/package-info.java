/** What an API service tells about itself in the cluster's own objects. */
@NullMarked
package dev.setpoint.api.bootstrap;

import org.jspecify.annotations.NullMarked;

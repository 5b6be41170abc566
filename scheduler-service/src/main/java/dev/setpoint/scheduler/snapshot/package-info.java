/** What the cluster looks like to one scheduling decision: immutable, shared, cheap to renew. */
@NullMarked
package dev.setpoint.scheduler.snapshot;

import org.jspecify.annotations.NullMarked;

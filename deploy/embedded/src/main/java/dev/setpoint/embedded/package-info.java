/** PostgreSQL and Kafka without an installation: for one machine, and for tests. */
@NullMarked
package dev.setpoint.embedded;

import org.jspecify.annotations.NullMarked;

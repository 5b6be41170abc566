/** The Kubernetes API over Postgres and Kafka. */
@NullMarked
package dev.setpoint.api;

import org.jspecify.annotations.NullMarked;

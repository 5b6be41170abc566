/** Caches of API objects, kept current from Kafka topics or an HTTP watch. */
@NullMarked
package dev.setpoint.common.informer;

import org.jspecify.annotations.NullMarked;

/** Request bodies in protobuf: what a client's typed calls send. */
@NullMarked
package dev.setpoint.api.protobuf;

import org.jspecify.annotations.NullMarked;

/** The one JSON mapper for Kubernetes objects, and helpers over JSON trees. */
@NullMarked
package dev.setpoint.common.json;

import org.jspecify.annotations.NullMarked;

/**
 * Numbered channels over one byte stream: what api-service and a node agent speak after an upgrade.
 */
@NullMarked
package dev.setpoint.common.stream;

import org.jspecify.annotations.NullMarked;

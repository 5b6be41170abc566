/** What every controller has in common: its queue, its workers, its place in the service. */
@NullMarked
package dev.setpoint.common.controller;

import org.jspecify.annotations.NullMarked;

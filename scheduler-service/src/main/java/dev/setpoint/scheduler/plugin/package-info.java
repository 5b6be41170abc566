/** One class per scheduling rule, each a bean that declares its name, order and weight. */
@NullMarked
package dev.setpoint.scheduler.plugin;

import org.jspecify.annotations.NullMarked;

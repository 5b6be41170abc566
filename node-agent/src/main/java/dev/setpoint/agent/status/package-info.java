/** What a Pod's status says, computed from what runs, and its way to the API. */
@NullMarked
package dev.setpoint.agent.status;

import org.jspecify.annotations.NullMarked;

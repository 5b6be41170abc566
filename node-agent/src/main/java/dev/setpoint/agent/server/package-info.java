/** What the API service asks of a node over mutual TLS. */
@NullMarked
package dev.setpoint.agent.server;

import org.jspecify.annotations.NullMarked;

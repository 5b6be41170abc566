/** The generic endpoints: routes, verbs, content negotiation, watches, tables and Status errors. */
@NullMarked
package dev.setpoint.api.rest;

import org.jspecify.annotations.NullMarked;

/** The OpenAPI documents of the API, rendered from the kinds and their field schemas. */
@NullMarked
package dev.setpoint.api.openapi;

import org.jspecify.annotations.NullMarked;

/** Role-based access control: roles and bindings as an index that every request is held against. */
@NullMarked
package dev.setpoint.api.rbac;

import org.jspecify.annotations.NullMarked;

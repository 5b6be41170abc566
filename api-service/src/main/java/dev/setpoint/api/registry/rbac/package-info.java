/** The kinds of rbac.authorization.k8s.io: roles and who has them. */
@NullMarked
package dev.setpoint.api.registry.rbac;

import org.jspecify.annotations.NullMarked;

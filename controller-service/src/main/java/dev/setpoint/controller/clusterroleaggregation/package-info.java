/** Fills aggregated ClusterRoles with the rules of the roles that their selectors find. */
@NullMarked
package dev.setpoint.controller.clusterroleaggregation;

import org.jspecify.annotations.NullMarked;

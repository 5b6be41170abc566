/**
 * Who manages which field: managedFields and server-side apply, by the rules of
 * sigs.k8s.io/structured-merge-diff.
 */
@NullMarked
package dev.setpoint.api.apply;

import org.jspecify.annotations.NullMarked;

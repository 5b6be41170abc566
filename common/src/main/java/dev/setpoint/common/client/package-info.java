/** REST clients of the API service, built from a kubeconfig. */
@NullMarked
package dev.setpoint.common.client;

import org.jspecify.annotations.NullMarked;

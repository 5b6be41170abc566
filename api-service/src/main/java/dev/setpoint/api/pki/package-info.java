/**
 * The certificate authority, certificates, bearer tokens and kubeconfigs under the state folder.
 */
@NullMarked
package dev.setpoint.api.pki;

import org.jspecify.annotations.NullMarked;

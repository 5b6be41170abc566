/** What every namespace is given: its default ServiceAccount and the cluster's CA certificate. */
@NullMarked
package dev.setpoint.controller.serviceaccount;

import org.jspecify.annotations.NullMarked;

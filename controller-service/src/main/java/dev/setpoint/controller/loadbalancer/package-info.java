/** Gives Services of type LoadBalancer their addresses, through whoever provides them. */
@NullMarked
package dev.setpoint.controller.loadbalancer;

import org.jspecify.annotations.NullMarked;

package dev.setpoint.controller.loadbalancer;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Addresses for Services of type LoadBalancer.
 *
 * @param addresses CIDR ranges of at most 65,536 addresses each; empty: there are none
 */
@ConfigurationProperties("setpoint.load-balancer")
record LoadBalancerProperties(@DefaultValue List<String> addresses) {}

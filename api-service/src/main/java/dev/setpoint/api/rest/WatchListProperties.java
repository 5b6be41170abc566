package dev.setpoint.api.rest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether a watch may tell the whole state first and say where that ends, in place of a list.
 *
 * @param enabled off as in Kubernetes 1.33, so that clients that ask for it learn to list
 */
@ConfigurationProperties("setpoint.api.watch-list")
record WatchListProperties(@DefaultValue("false") boolean enabled) {}

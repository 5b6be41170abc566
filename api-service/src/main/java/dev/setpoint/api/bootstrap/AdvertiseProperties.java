package dev.setpoint.api.bootstrap;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Pods find this replica of the API.
 *
 * @param address an address of this host that Pods reach; empty for that of the default route
 * @param every how often a replica says that it is there
 * @param lease how long others count on it after it last did
 */
@ConfigurationProperties("setpoint.advertise")
record AdvertiseProperties(
    @DefaultValue("") String address,
    @DefaultValue("10s") Duration every,
    @DefaultValue("30s") Duration lease) {}

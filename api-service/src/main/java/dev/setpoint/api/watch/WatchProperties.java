package dev.setpoint.api.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the watch cache.
 *
 * @param minEvents kept per type at least
 * @param maxEvents kept per type at most
 * @param maxEventSize JSON of the kept events per type at most
 * @param keepFresh the events of this time are kept, within the limits above
 * @param queue events that one watcher may lag behind before it is cut off
 * @param bookmarkEvery how often a watcher that wants them gets a bookmark
 * @param freshWithin how long an opening watch waits for the cache
 * @param repairAfter how long a cache may miss a published event before it asks the database
 */
@ConfigurationProperties("setpoint.watch")
public record WatchProperties(
    @DefaultValue("100") int minEvents,
    @DefaultValue("100000") int maxEvents,
    @DefaultValue("64MB") DataSize maxEventSize,
    @DefaultValue("75s") Duration keepFresh,
    @DefaultValue("4096") int queue,
    @DefaultValue("60s") Duration bookmarkEvery,
    @DefaultValue("5s") Duration freshWithin,
    @DefaultValue("10s") Duration repairAfter) {}

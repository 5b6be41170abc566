package dev.setpoint.api.storage;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of the past is kept. Changes not yet in Kafka are kept in any case.
 *
 * @param maxAge older partitions are dropped
 * @param maxSize of all partitions; the oldest are dropped beyond
 * @param minPartition revisions per partition at least
 * @param maxPartition revisions per partition at most
 * @param checkEvery how often partitions are made and dropped
 */
@ConfigurationProperties("setpoint.history")
public record HistoryProperties(
    @DefaultValue("1h") Duration maxAge,
    @DefaultValue("1GB") DataSize maxSize,
    @DefaultValue("20000") long minPartition,
    @DefaultValue("1000000") long maxPartition,
    @DefaultValue("1m") Duration checkEvery) {}

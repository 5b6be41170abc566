package dev.setpoint.api.publish;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The relay's limits and the topics it makes.
 *
 * @param replication of topics; -1 for the broker's default
 * @param retention of topics by age
 * @param retentionSize of topics by size
 * @param maxRecord an object before and after its change
 * @param batch how many changes are sent before their acknowledgement is awaited
 * @param batchSize how much JSON, likewise
 * @param spacing between the starts of two batches on average: under load, fewer and larger ones,
 *     since the broker's and its readers' work goes by the batch; the first after a pause go at
 *     once
 * @param memory how much JSON may wait in memory; beyond, the change table is read
 * @param stall without an acknowledgement for so long, the connection is made anew
 * @param report how often the cursor and the progress are written when there is any
 * @param poll how often an idle relay looks for changes it was not told of
 * @param candidacy how often a replica that is not the relay tries to become it
 */
@ConfigurationProperties("setpoint.publish")
public record PublishProperties(
    @DefaultValue("-1") short replication,
    @DefaultValue("24h") Duration retention,
    @DefaultValue("128MB") DataSize retentionSize,
    @DefaultValue("16MB") DataSize maxRecord,
    @DefaultValue("500") int batch,
    @DefaultValue("8MB") DataSize batchSize,
    @DefaultValue("25ms") Duration spacing,
    @DefaultValue("16MB") DataSize memory,
    @DefaultValue("30s") Duration stall,
    @DefaultValue("1s") Duration report,
    @DefaultValue("5s") Duration poll,
    @DefaultValue("3s") Duration candidacy) {}

package dev.setpoint.api.storage;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the store.
 *
 * @param batchWrites how many writes one transaction holds at most
 * @param batchSize how much JSON one transaction holds at most
 * @param queuedWrites how many callers may wait before further ones are turned away
 * @param answerWithin how long a caller waits for its commit
 * @param listRows how many rows of a list are read at once
 * @param listSize how much JSON of a list is read at once
 */
@ConfigurationProperties("setpoint.store")
public record StoreProperties(
    @DefaultValue("256") int batchWrites,
    @DefaultValue("8MB") DataSize batchSize,
    @DefaultValue("10000") int queuedWrites,
    @DefaultValue("30s") Duration answerWithin,
    @DefaultValue("500") int listRows,
    @DefaultValue("4MB") DataSize listSize) {}

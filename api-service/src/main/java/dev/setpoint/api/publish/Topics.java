package dev.setpoint.api.publish;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.springframework.stereotype.Component;

/** Makes topics: one partition each, since total order per type is the contract. */
@Component
public class Topics {

  /** Where the relay tells how far it is; see {@link Progress}. */
  public static final String PROGRESS = "setpoint.progress";

  private final KafkaClients clients;
  private final PublishProperties properties;

  Topics(KafkaClients clients, PublishProperties properties) {
    this.clients = clients;
    this.properties = properties;
  }

  public static String of(String type) {
    return "setpoint." + type;
  }

  /** Makes those that do not exist. */
  public void ensure(Collection<String> names) {
    try (Admin admin = clients.admin()) {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing =
          names.stream().filter(name -> !existing.contains(name)).map(this::topic).toList();
      if (missing.isEmpty()) {
        return;
      }
      for (KafkaFuture<Void> made : admin.createTopics(missing).values().values()) {
        awaitMade(made);
      }
    } catch (ExecutionException e) {
      throw new KafkaException("could not make topics", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }

  private static void awaitMade(KafkaFuture<Void> made)
      throws InterruptedException, ExecutionException {
    try {
      made.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
      // Another replica was quicker.
    }
  }

  private NewTopic topic(String name) {
    Map<String, String> config = new HashMap<>();
    config.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(properties.retention().toMillis()));
    config.put(
        TopicConfig.RETENTION_BYTES_CONFIG, String.valueOf(properties.retentionSize().toBytes()));
    config.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(properties.maxRecord().toBytes()));
    Optional<Short> replication =
        properties.replication() < 0 ? Optional.empty() : Optional.of(properties.replication());
    return new NewTopic(name, Optional.of(1), replication).configs(config);
  }
}

package dev.setpoint.api.publish;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/** Kafka's clients, set up for total order and for a quiet idle. */
@Component
public class KafkaClients {

  private final KafkaProperties properties;
  private final KafkaConnectionDetails connection;
  private final PublishProperties limits;

  KafkaClients(
      KafkaProperties properties, KafkaConnectionDetails connection, PublishProperties limits) {
    this.properties = properties;
    this.connection = connection;
    this.limits = limits;
  }

  /**
   * One request in flight and no end of retries: no record overtakes another, and none is given up
   * while a later one goes through.
   */
  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> config = reachable(properties.buildProducerProperties());
    int maxRecord = (int) limits.maxRecord().toBytes();
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 15_000);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRecord);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * maxRecord);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** To be assigned, not subscribed; it waits long at the broker, and hears of records at once. */
  public KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = reachable(properties.buildConsumerProperties());
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10_000);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Admin admin() {
    Map<String, Object> config = reachable(properties.buildAdminProperties());
    config.put("request.timeout.ms", 5_000);
    config.put("default.api.timeout.ms", 10_000);
    return Admin.create(config);
  }

  private Map<String, Object> reachable(Map<String, Object> base) {
    Map<String, Object> config = new HashMap<>(base);
    config.put("bootstrap.servers", connection.getBootstrapServers());
    config.put("reconnect.backoff.ms", 100);
    config.put("reconnect.backoff.max.ms", 2_000);
    return config;
  }
}

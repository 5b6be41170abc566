package dev.setpoint.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

  @TempDir Path dir;

  @Test
  void keepsItsLogOverRestarts() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, 0)) {
      createTopic(kafka);
      send(kafka, "a", "b");
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, 0)) {
      send(kafka, "c");
      assertThat(read(kafka, 3)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void comesBackAfterItsJvmWasKilled() throws Exception {
    try (ChildJvm child = ChildJvm.run(Holder.class, dir.toString())) {
      child.await("ready");
      child.kill();
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, 0)) {
      send(kafka, "c");
      assertThat(read(kafka, 3)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void refusesADirectoryInUse() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, 0)) {
      assertThatThrownBy(() -> EmbeddedKafka.start(dir, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use");
      createTopic(kafka);
    }
  }

  private static void createTopic(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("t", Optional.of(1), Optional.empty()))).all().get();
    }
  }

  private static void send(EmbeddedKafka kafka, String... values) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>("t", value)).get();
      }
    }
  }

  private static List<String> read(EmbeddedKafka kafka, int count) {
    List<String> values = new ArrayList<>();
    TopicPartition partition = new TopicPartition("t", 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  /** Starts a broker, writes, and waits to be killed. */
  static final class Holder {
    public static void main(String[] args) throws Exception {
      EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), 0);
      createTopic(kafka);
      send(kafka, "a", "b");
      System.out.println("ready");
      new CountDownLatch(1).await();
    }
  }
}

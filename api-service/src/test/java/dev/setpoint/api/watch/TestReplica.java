package dev.setpoint.api.watch;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.Objects;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.TestServers;
import dev.setpoint.api.storage.Write;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import tools.jackson.databind.node.ObjectNode;

/** A replica from the store to the watches, without the web. */
final class TestReplica implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  TestReplica(String database, String bootstrapServers, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("spring.datasource.url", database);
    properties.put("spring.kafka.bootstrap-servers", bootstrapServers);
    properties.putIfAbsent("setpoint.publish.candidacy", "300ms");
    properties.putIfAbsent("setpoint.publish.report", "200ms");
    context = TestServers.replica(Parts.class, properties);
  }

  ObjectStore store() {
    return context.getBean(ObjectStore.class);
  }

  WatchHub hub() {
    return context.getBean(WatchHub.class);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  boolean ready() {
    return bean(CacheHub.class).caches().stream().allMatch(TypeCache::primed);
  }

  StoredObject write(Write write) {
    return Objects.done(store().write(write));
  }

  Watcher watch(ResourceType type, long after) {
    return hub().open(new WatchQuery(type, null, null, null, after, false));
  }

  @Override
  public void close() {
    context.close();
  }

  @EnableAutoConfiguration
  @ComponentScan({"dev.setpoint.api.storage", "dev.setpoint.api.publish", "dev.setpoint.api.watch"})
  @EntityScan("dev.setpoint.api.storage")
  @EnableJpaRepositories("dev.setpoint.api.storage")
  static class Parts {
    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    ResourceRegistry registry() {
      return new ResourceRegistry(List.of(new Plain(Objects.PODS), new Plain(Objects.CONFIG_MAPS)));
    }
  }

  /** A kind without rules. */
  record Plain(ResourceType type) implements ResourceStrategy {
    @Override
    public void validate(ObjectNode object, FieldErrors errors) {}

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}
  }
}

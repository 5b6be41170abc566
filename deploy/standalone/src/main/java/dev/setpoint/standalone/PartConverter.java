package dev.setpoint.standalone;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Comparator;
import java.util.Map;

/** {@code %part} in the log's pattern: whose line it is, by its logger's package. */
public final class PartConverter extends ClassicConverter {

  private static final Map<String, String> PARTS =
      Map.of(
          "dev.setpoint.api.", "api",
          "dev.setpoint.controller.", "controller",
          "dev.setpoint.scheduler.", "scheduler",
          "dev.setpoint.agent.", "agent",
          "dev.setpoint.embedded.EmbeddedPostgres", "postgres",
          "dev.setpoint.embedded.EmbeddedKafka", "kafka",
          "org.apache.kafka.clients.", "-",
          "org.apache.kafka.", "kafka",
          "kafka.", "kafka");

  @Override
  public String convert(ILoggingEvent event) {
    String logger = event.getLoggerName();
    return PARTS.entrySet().stream()
        .filter(part -> logger.startsWith(part.getKey()))
        .max(Comparator.comparingInt(part -> part.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse("-");
  }
}

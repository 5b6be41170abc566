package dev.setpoint.controller.podautoscaler;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where metrics of Pods, other objects and the world outside come from.
 *
 * @param url of a Prometheus, for example {@code http://prometheus:9090}; none for no such metrics
 * @param timeout of one query
 * @param rules how metrics are queried that are not just read by their names
 */
@ConfigurationProperties("setpoint.prometheus")
record PrometheusProperties(
    @Nullable URI url, @DefaultValue("5s") Duration timeout, @DefaultValue List<Rule> rules) {

  /** What a metric is of. */
  enum Kind {
    PODS,
    OBJECT,
    EXTERNAL
  }

  /**
   * @param metric the name that autoscalers use
   * @param query in PromQL; {@code $namespace}, {@code $pods} (a pattern of names), {@code
   *     $object}, {@code $kind} and {@code $selector} (matchers, to be put last between braces) are
   *     filled in
   */
  record Rule(Kind kind, String metric, String query) {}
}

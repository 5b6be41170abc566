package dev.setpoint.agent.node;

import dev.setpoint.agent.cluster.ClusterApi;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the node's Lease: the sign of life the node lifecycle controller watches (KEP-589). */
public final class NodeLease implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NodeLease.class);
  private static final String NAMESPACE = "kube-node-lease";
  private static final int SECONDS = 40;
  private static final Duration RENEW_EVERY = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ClusterApi api;
  private final String nodeName;
  private final Supplier<@Nullable Node> node;
  private final Clock clock;
  private @Nullable Lease lease;
  private @Nullable Thread thread;

  NodeLease(ClusterApi api, String nodeName, Supplier<@Nullable Node> node, Clock clock) {
    this.api = api;
    this.nodeName = nodeName;
    this.node = node;
    this.clock = clock;
  }

  public void start() {
    thread = Thread.ofVirtual().name("node-lease").start(this::loop);
  }

  private void loop() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(renew() ? RENEW_EVERY : RETRY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  boolean renew() {
    try {
      Lease known = lease == null ? api.lease(NAMESPACE, nodeName) : lease;
      lease = known == null ? api.createLease(fresh(null)) : api.updateLease(fresh(known));
      return true;
    } catch (ApiException e) {
      lease = null;
      if (e.reason() != StatusReason.Conflict) {
        log.warn("The node's lease can't be renewed: {}", e.message());
      }
      return false;
    }
  }

  private Lease fresh(@Nullable Lease known) {
    ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    LeaseBuilder lease =
        known == null
            ? new LeaseBuilder()
                .withNewMetadata()
                .withName(nodeName)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .endSpec()
            : new LeaseBuilder(known);
    Node owner = node.get();
    if (owner != null) {
      lease
          .editMetadata()
          .withOwnerReferences(
              new OwnerReferenceBuilder()
                  .withApiVersion("v1")
                  .withKind("Node")
                  .withName(nodeName)
                  .withUid(owner.getMetadata().getUid())
                  .build())
          .endMetadata();
    }
    return lease
        .editSpec()
        .withHolderIdentity(nodeName)
        .withLeaseDurationSeconds(SECONDS)
        .withRenewTime(now)
        .endSpec()
        .build();
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}

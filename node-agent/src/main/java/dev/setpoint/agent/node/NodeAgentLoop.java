package dev.setpoint.agent.node;

import dev.setpoint.agent.cluster.ClusterApi;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.EngineInfo;
import dev.setpoint.agent.runtime.ImageState;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Keeps this host's Node object true: registers it, and reports changes and a heartbeat. */
public final class NodeAgentLoop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NodeAgentLoop.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
  private static final Duration REPORT_EVERY = Duration.ofMinutes(5);
  private static final Duration IMAGES_EVERY = Duration.ofMinutes(1);

  private final ClusterApi api;
  private final ContainerRuntime runtime;
  private final NodeStatuses.Fixed fixed;
  private final String certificateSha256;
  private final Path measuredDirectory;
  private final Clock clock;

  private volatile @Nullable Node node;
  private volatile @Nullable String trouble = "agent is starting";
  private @Nullable EngineInfo engine;
  private List<ImageState> images = List.of();
  private Instant infoRead = Instant.EPOCH;
  private Instant imagesRead = Instant.EPOCH;
  private Instant reported = Instant.EPOCH;
  private @Nullable NodeStatus lastReported;
  private @Nullable Thread thread;

  NodeAgentLoop(
      ClusterApi api,
      ContainerRuntime runtime,
      NodeStatuses.Fixed fixed,
      String certificateSha256,
      Path measuredDirectory,
      Clock clock) {
    this.api = api;
    this.runtime = runtime;
    this.fixed = fixed;
    this.certificateSha256 = certificateSha256;
    this.measuredDirectory = measuredDirectory;
    this.clock = clock;
  }

  /** The Node as the API last answered; null before it is registered. */
  public @Nullable Node node() {
    return node;
  }

  /** Why Pods can't be run; null when they can. */
  public @Nullable String trouble() {
    return trouble;
  }

  /** Creates the Node or brings labels and annotation up to date; throws while the API is away. */
  public Node register() {
    look();
    Node existing = api.node(fixed.nodeName());
    if (existing == null) {
      existing = create();
    }
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    ObjectNode labels = metadata.putObject("labels");
    labels().forEach(labels::put);
    metadata
        .putObject("annotations")
        .put("node.setpoint.dev/serving-cert-sha256", certificateSha256);
    node = api.patchNode(fixed.nodeName(), patch);
    report(true);
    Node now = node;
    return now == null ? existing : now;
  }

  private Node create() {
    try {
      Node created =
          api.createNode(
              new NodeBuilder()
                  .withNewMetadata()
                  .withName(fixed.nodeName())
                  .withLabels(labels())
                  .endMetadata()
                  .withNewSpec()
                  .endSpec()
                  .build());
      log.info("Registered node {}", fixed.nodeName());
      return created;
    } catch (ApiException e) {
      Node other = e.reason() == StatusReason.AlreadyExists ? api.node(fixed.nodeName()) : null;
      if (other == null) {
        throw e;
      }
      return other;
    }
  }

  private Map<String, String> labels() {
    EngineInfo engine = this.engine;
    String architecture = engine == null ? "amd64" : engine.architecture();
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("beta.kubernetes.io/arch", architecture);
    labels.put("beta.kubernetes.io/os", "linux");
    labels.put("kubernetes.io/arch", architecture);
    labels.put("kubernetes.io/hostname", fixed.nodeName());
    labels.put("kubernetes.io/os", "linux");
    return labels;
  }

  /** Records the range Pods get their addresses from, unless someone gave it before. */
  public void recordPodCidr(String cidr) {
    Node known = node;
    if (known == null || known.getSpec() == null || known.getSpec().getPodCIDR() == null) {
      ObjectNode patch = KubeJson.TREES.createObjectNode();
      ObjectNode spec = patch.putObject("spec");
      spec.put("podCIDR", cidr);
      spec.putArray("podCIDRs").add(cidr);
      node = api.patchNode(fixed.nodeName(), patch);
    }
  }

  public void start() {
    thread = Thread.ofVirtual().name("node-status").start(this::loop);
  }

  private void loop() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(LOOK_EVERY);
        try {
          look();
          report(false);
        } catch (ApiException e) {
          if (e.reason() == StatusReason.NotFound) {
            registerAgain();
          } else {
            log.warn("The node's status can't be reported: {}", e.message());
          }
        } catch (RuntimeException e) {
          log.error("The node's status can't be determined", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void registerAgain() {
    try {
      log.warn("Node {} was deleted; registering it again", fixed.nodeName());
      lastReported = null;
      register();
    } catch (ApiException e) {
      log.warn("The node can't be registered: {}", e.message());
    }
  }

  private void look() {
    try {
      runtime.ping();
      // The engine asks its helpers for their versions each time, so this is not for every look.
      if (engine == null
          || trouble != null
          || Duration.between(infoRead, clock.instant()).compareTo(REPORT_EVERY) >= 0) {
        engine = runtime.info();
        infoRead = clock.instant();
      }
      if (Duration.between(imagesRead, clock.instant()).compareTo(IMAGES_EVERY) > 0) {
        images = runtime.images();
        imagesRead = clock.instant();
      }
      trouble = null;
    } catch (RuntimeFailure e) {
      trouble = "container runtime is down: " + e.message();
    }
  }

  private void report(boolean now) {
    Node known = node;
    List<NodeCondition> before =
        known == null || known.getStatus() == null || known.getStatus().getConditions() == null
            ? List.of()
            : known.getStatus().getConditions();
    NodeStatus status =
        NodeStatuses.of(
            fixed,
            engine,
            images,
            NodeConditions.of(
                NodeConditions.Measured.now(measuredDirectory), trouble, before, clock.instant()));
    boolean due = Duration.between(reported, clock.instant()).compareTo(REPORT_EVERY) >= 0;
    NodeStatus last = lastReported;
    if (!now && !due && last != null && same(last, status)) {
      return;
    }
    ObjectNode patch = KubeJson.TREES.createObjectNode();
    ObjectNode tree = KubeJson.toTree(status);
    keepOthers(tree, before);
    patch.set("status", tree);
    node = api.patchNodeStatus(fixed.nodeName(), patch);
    lastReported = status;
    reported = clock.instant();
  }

  /** A merge patch replaces the list, so conditions of others go along with ours. */
  private static void keepOthers(ObjectNode status, List<NodeCondition> before) {
    List<String> ours = List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");
    for (NodeCondition condition : before) {
      if (!ours.contains(condition.getType())) {
        status.withArray("conditions").add(KubeJson.toTree(condition));
      }
    }
  }

  private static boolean same(NodeStatus one, NodeStatus other) {
    return withoutHeartbeats(one).equals(withoutHeartbeats(other));
  }

  private static ObjectNode withoutHeartbeats(NodeStatus status) {
    ObjectNode tree = KubeJson.toTree(status);
    tree.path("conditions")
        .forEach(
            c -> {
              ((ObjectNode) c).remove("lastHeartbeatTime");
              ((ObjectNode) c).remove("lastTransitionTime");
            });
    return tree;
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}

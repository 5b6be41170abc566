package dev.setpoint.agent;

import dev.setpoint.agent.cluster.ClusterApi;
import dev.setpoint.agent.cluster.NodeIdentity;
import dev.setpoint.agent.cluster.PodEvents;
import dev.setpoint.agent.cluster.RememberedConfigs;
import dev.setpoint.agent.env.ContainerEnv;
import dev.setpoint.agent.node.NodeAgentLoop;
import dev.setpoint.agent.node.NodeLease;
import dev.setpoint.agent.node.NodeSetup;
import dev.setpoint.agent.runtime.ContainerRuntime;
import dev.setpoint.agent.runtime.EngineInfo;
import dev.setpoint.agent.runtime.PodNetwork;
import dev.setpoint.agent.runtime.RuntimeFailure;
import dev.setpoint.agent.server.AgentServer;
import dev.setpoint.agent.server.ServerFactory;
import dev.setpoint.agent.server.ServingCertificate;
import dev.setpoint.agent.status.LastWords;
import dev.setpoint.agent.status.StatusPublisher;
import dev.setpoint.agent.step.ContainerStep;
import dev.setpoint.agent.step.PauseImage;
import dev.setpoint.agent.step.SandboxStep;
import dev.setpoint.agent.step.StopStep;
import dev.setpoint.agent.sync.AgentMetrics;
import dev.setpoint.agent.sync.EngineWatch;
import dev.setpoint.agent.sync.OrphanSweep;
import dev.setpoint.agent.sync.PodServices;
import dev.setpoint.agent.sync.PodWorkers;
import dev.setpoint.agent.usage.KernelCounters;
import dev.setpoint.agent.usage.UsageSampler;
import dev.setpoint.agent.volume.Volumes;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.informer.Informer;
import dev.setpoint.common.informer.Informers;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the node up in order, waiting for what is not there yet: the cluster's CA, the API, the
 * engine. Pods are not touched before all of them have answered.
 */
final class Agent implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Agent.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration SAY_AGAIN = Duration.ofSeconds(5);

  private final ServiceProperties service;
  private final AgentProperties settings;
  private final ContainerRuntime runtime;
  private final ClusterApi api;
  private final Informers informers;
  private final EventRecorder recorder;
  private final MeterRegistry metrics;
  private final Clock clock;

  /** Closed in reverse order; guarded by itself. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private volatile @Nullable NodeAgentLoop node;
  private volatile @Nullable PodWorkers workers;
  private volatile @Nullable UsageSampler usage;
  private volatile @Nullable AgentServer server;
  private volatile @Nullable Informer<Pod> pods;
  private volatile String waitingFor = "the agent to start";
  private volatile boolean up;
  private @Nullable Thread starter;

  Agent(
      ServiceProperties service,
      AgentProperties settings,
      ContainerRuntime runtime,
      ClusterApi api,
      Informers informers,
      EventRecorder recorder,
      MeterRegistry metrics,
      Clock clock) {
    this.service = service;
    this.settings = settings;
    this.runtime = runtime;
    this.api = api;
    this.informers = informers;
    this.recorder = recorder;
    this.metrics = metrics;
    this.clock = clock;
  }

  void start() {
    starter = Thread.ofVirtual().name("agent-start").start(this::bringUp);
  }

  private void bringUp() {
    try {
      Path stateDir = service.stateDir().toAbsolutePath().normalize();
      String address = NodeSetup.hostAddress();
      ServingCertificate certificate =
          ServingCertificate.loadOrMake(
              stateDir.resolve("agent"), service.nodeName(), address, clock);
      AgentServer server = until("the cluster's CA", () -> openServer(stateDir, certificate));
      this.server = own(server);
      String clusterUid = until("the API", this::clusterUid);
      EngineInfo engine = until("the Docker Engine", runtime::info);
      NodeAgentLoop node =
          NodeSetup.loop(
              api,
              runtime,
              service.nodeName(),
              address,
              server.port(),
              settings.maxPods(),
              certificate.sha256(),
              onDiskOf(engine, stateDir),
              clock);
      this.node = node;
      Node registered = until("the node's registration", node::register);
      NodeLease lease = own(NodeSetup.lease(api, service.nodeName(), node, clock));
      lease.start();
      own(node).start();
      PodNetwork network =
          until(
              "the node's network",
              () ->
                  NodeSetup.network(api, runtime, registered, clusterUid, settings.podCidrRange()));
      until(
          "the node's podCIDR",
          () -> {
            node.recordPodCidr(network.subnet());
            return Boolean.TRUE;
          });
      NodeIdentity identity =
          new NodeIdentity(
              clusterUid, service.nodeName(), address, network.name(), engine.memoryBytes());
      until("the containers that run already", () -> runPods(stateDir, identity, node));
      up = true;
      log.info(
          "Node {} is up: Docker {}, Pods in {} ({})",
          service.nodeName(),
          engine.version(),
          network.subnet(),
          network.name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (IOException | GeneralSecurityException e) {
      waitingFor = "nothing: " + e.getMessage();
      log.error("The agent can't start", e);
    }
  }

  private AgentServer openServer(Path stateDir, ServingCertificate certificate)
      throws IOException, GeneralSecurityException {
    Path ca = stateDir.resolve("pki").resolve("ca.crt");
    return ServerFactory.open(
        settings.bindAddress(),
        settings.port(),
        certificate,
        Files.isReadable(ca) ? ca : authorityOfKubeconfig(stateDir, ca),
        service.nodeName(),
        () -> workers,
        () -> usage,
        runtime,
        clock);
  }

  /** An agent that shares no state folder with api-service has its kubeconfig alone. */
  private Path authorityOfKubeconfig(Path stateDir, Path wanted) throws IOException {
    Path kubeconfig = service.kubeconfigPath();
    String data =
        Files.isReadable(kubeconfig)
            ? Config.fromKubeconfig(kubeconfig.toFile()).getCaCertData()
            : null;
    if (data == null) {
      throw new IOException(
          "no " + wanted + " and no CA in " + kubeconfig + " yet; api-service writes both");
    }
    Path file = stateDir.resolve("agent").resolve("ca.crt");
    Files.write(file, Base64.getDecoder().decode(data));
    return file;
  }

  private String clusterUid() throws IOException {
    String uid = api.clusterUid();
    if (uid == null) {
      throw new IOException("namespace kube-system is not there yet");
    }
    return uid;
  }

  private static Path onDiskOf(EngineInfo engine, Path stateDir) {
    Path root = Path.of(engine.rootDir());
    return Files.isDirectory(root) ? root : stateDir;
  }

  private Boolean runPods(Path stateDir, NodeIdentity identity, NodeAgentLoop node) {
    RememberedConfigs configs = new RememberedConfigs(api, clock);
    PodEvents events = new PodEvents(recorder);
    Volumes volumes = new Volumes(stateDir, configs, api, api, clock);
    Semaphore starts = new Semaphore(settings.parallelStarts(), true);
    StopStep stops = new StopStep(runtime, events, clock);
    Path pauseTar = settings.pauseTar();
    PauseImage pause =
        new PauseImage(
            runtime,
            settings.pauseImage(),
            settings.pauseCommand(),
            pauseTar == null ? stateDir.resolve("images").resolve("pause.tar") : pauseTar);
    PodWorkers workers =
        new PodWorkers(
            new PodServices(
                runtime,
                api,
                configs,
                identity,
                node::node,
                events,
                volumes,
                new SandboxStep(runtime, pause, starts),
                new ContainerStep(runtime, events, new ContainerEnv(configs), volumes, starts),
                stops,
                new LastWords(runtime, volumes),
                own(new StatusPublisher(api)),
                new AgentMetrics(metrics),
                settings.volumeRefresh(),
                clock));
    workers.adopt(runtime.list(identity.labels()));
    Informer<Pod> pods = informers.informer(Pod.class);
    pods.addHandler(workers);
    OrphanSweep sweep = new OrphanSweep(runtime, volumes, stops, workers, pods::hasSynced, clock);
    EngineWatch watch =
        new EngineWatch(runtime, identity.labels(), workers, sweep, settings.relist(), clock);
    own(workers);
    own(watch);
    own(informers);
    UsageSampler usage =
        own(
            new UsageSampler(
                new KernelCounters(), workers::containers, settings.usageInterval(), clock));
    usage.start();
    this.usage = usage;
    this.workers = workers;
    this.pods = pods;
    informers.start();
    watch.start();
    return Boolean.TRUE;
  }

  /** Tries until it works, saying every few seconds what it waits for. */
  private <T> T until(String what, Callable<T> attempt) throws InterruptedException {
    long said = System.nanoTime();
    boolean first = true;
    while (true) {
      waitingFor = what;
      try {
        return attempt.call();
      } catch (IOException | ApiException | RuntimeFailure e) {
        if (first || System.nanoTime() - said > SAY_AGAIN.toNanos()) {
          log.info("Waiting for {}: {}", what, e.getMessage());
          said = System.nanoTime();
          first = false;
        }
      } catch (InterruptedException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      Thread.sleep(RETRY);
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    synchronized (parts) {
      parts.push(part);
    }
    return part;
  }

  /** Why the node can't serve; null when it can. */
  @Nullable String trouble() {
    NodeAgentLoop node = this.node;
    Informer<Pod> pods = this.pods;
    if (!up || node == null || pods == null) {
      return "waiting for " + waitingFor;
    }
    if (!pods.hasSynced()) {
      return "waiting for the list of Pods";
    }
    return node.trouble();
  }

  /** The port logs are served at, once it is open. */
  int serverPort() {
    AgentServer open = server;
    return open == null ? 0 : open.port();
  }

  /** Stops following, and leaves every container as it is. */
  @Override
  public void close() {
    Thread running = starter;
    try {
      if (running != null) {
        running.interrupt();
        running.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Deque<AutoCloseable> all;
    synchronized (parts) {
      all = new ArrayDeque<>(parts);
    }
    for (AutoCloseable part : all) {
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }
}

package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.setpoint.common.testing.Await;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.ConfigMapLock;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClientFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** fabric8's kubernetes-client, over the transport that it takes by default. */
@Acceptance
class Fabric8ClientIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Cluster cluster;
  private String namespace;
  private KubernetesClient client;

  @BeforeEach
  void connect(Cluster cluster, Workspace workspace) {
    this.cluster = cluster;
    this.namespace = workspace.name();
    this.client = client(config().build());
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private ConfigBuilder config() {
    return new ConfigBuilder(Config.fromKubeconfig(cluster.kubeconfig().toFile()))
        .withNamespace(namespace);
  }

  private static KubernetesClient client(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new Vertx5HttpClientFactory())
        .build();
  }

  @Test
  void createsEditsPatchesAndReplaces() {
    ConfigMap made = client.resource(map("one", "blue")).create();
    assertThat(made.getMetadata().getUid()).isNotEmpty();
    Resource<ConfigMap> one = client.configMaps().withName("one");

    one.edit(map -> new ConfigMapBuilder(map).addToData("size", "3").build());
    one.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\": {\"colour\": null}}");
    one.patch(
        PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}");
    one.patch(
        PatchContext.of(PatchType.JSON),
        "[{\"op\": \"add\", \"path\": \"/data/more\", \"value\": \"yes\"}]");
    ConfigMap now = one.get();
    assertThat(now.getData()).isEqualTo(Map.of("size", "3", "more", "yes"));
    assertThat(now.getMetadata().getLabels()).isEqualTo(Map.of("a", "b"));

    KubernetesClientException stale = failure(() -> client.resource(made).update());
    assertThat(stale.getCode()).isEqualTo(409);
    assertThat(stale.getStatus().getReason()).isEqualTo("Conflict");
    KubernetesClientException again = failure(() -> client.resource(map("one", "x")).create());
    assertThat(again.getStatus().getReason()).isEqualTo("AlreadyExists");
    assertThat(again.getStatus().getDetails().getName()).isEqualTo("one");
    assertThat(client.configMaps().withName("none").get()).isNull();
    assertThat(one.delete()).hasSize(1);
    assertThat(one.delete()).isEmpty();
  }

  @Test
  void isToldTheCausesOfWhatIsInvalid() {
    Deployment bad = deployment("bad");
    bad.getSpec().setReplicas(-1);
    bad.getSpec().getTemplate().getSpec().getContainers().getFirst().setName("No Name");
    KubernetesClientException invalid = failure(() -> client.resource(bad).create());
    assertThat(invalid.getCode()).isEqualTo(422);
    assertThat(invalid.getStatus().getDetails().getCauses())
        .extracting(StatusCause::getField)
        .contains("spec.replicas", "spec.template.spec.containers[0].name");
  }

  @Test
  void scalesWritesStatusAndDeletesWithDependents() {
    client.resource(deployment("web")).create();
    var web = client.apps().deployments().withName("web");
    Await.until(PATIENCE, "its set is there", () -> sets().size() == 1);
    assertThat(web.scale(0).getSpec().getReplicas()).isZero();
    assertThat(web.scale().getStatus().getSelector()).isEqualTo("app=web");
    client
        .apps()
        .replicaSets()
        .withName(sets().getFirst())
        .editStatus(
            set -> {
              set.getStatus().setObservedGeneration(0L);
              return set;
            });
    web.withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
    web.waitUntilCondition(deployment -> deployment == null, 30, TimeUnit.SECONDS);
    assertThat(sets()).hasSize(1);
    client.resource(deployment("web")).create();
    Await.until(
        PATIENCE,
        "it adopts the orphan",
        () ->
            !client
                .apps()
                .replicaSets()
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getOwnerReferences()
                .isEmpty());
    web.withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
    web.waitUntilCondition(deployment -> deployment == null, 30, TimeUnit.SECONDS);
    assertThat(sets()).isEmpty();
  }

  private List<String> sets() {
    return client.apps().replicaSets().withLabel("app", "web").list().getItems().stream()
        .map(set -> set.getMetadata().getName())
        .toList();
  }

  @Test
  void listsBySelectorAndByPage() {
    for (int i = 0; i < 5; i++) {
      ConfigMap map = map("map-" + i, "blue");
      map.getMetadata().setLabels(Map.of("part", i % 2 == 0 ? "even" : "odd"));
      client.resource(map).create();
    }
    assertThat(client.configMaps().withLabelIn("part", "even", "none").list().getItems())
        .hasSize(3);
    assertThat(client.configMaps().withField("metadata.name", "map-3").list().getItems())
        .hasSize(1);
    int pages = 0;
    int items = 0;
    String next = null;
    do {
      ConfigMapList page =
          client
              .configMaps()
              .withLabel("part")
              .list(new ListOptionsBuilder().withLimit(2L).withContinue(next).build());
      items += page.getItems().size();
      pages++;
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    assertThat(pages).isEqualTo(3);
    assertThat(items).isEqualTo(5);
    client.configMaps().withLabel("part", "odd").delete();
    assertThat(client.configMaps().withLabel("part").list().getItems()).hasSize(3);
  }

  @Test
  void appliesOnTheServersSide() {
    ConfigMap one = map("one", "blue");
    client.resource(one).fieldManager("first").serverSideApply();
    ConfigMap other = map("one", "red");
    KubernetesClientException conflict =
        failure(() -> client.resource(other).fieldManager("second").serverSideApply());
    assertThat(conflict.getCode()).isEqualTo(409);
    assertThat(conflict.getStatus().getDetails().getCauses())
        .singleElement()
        .satisfies(cause -> assertThat(cause.getField()).isEqualTo(".data.colour"));
    client.resource(other).fieldManager("second").forceConflicts().serverSideApply();
    assertThat(client.configMaps().withName("one").get().getData()).containsEntry("colour", "red");
  }

  @Test
  void handlesKindsItHasNoTypesFor() {
    MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> leases =
        client.genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("coordination.k8s.io")
                .withVersion("v1")
                .withKind("Lease")
                .withPlural("leases")
                .withNamespaced(true)
                .build());
    GenericKubernetesResource lease = new GenericKubernetesResource();
    lease.setApiVersion("coordination.k8s.io/v1");
    lease.setKind("Lease");
    lease.setMetadata(map("turn", "").getMetadata());
    lease.setAdditionalProperty("spec", Map.of("holderIdentity", "me", "leaseDurationSeconds", 5));
    leases.resource(lease).create();
    leases
        .withName("turn")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"holderIdentity\": \"you\"}}");
    assertThat(leases.withName("turn").get().<String>get("spec", "holderIdentity"))
        .isEqualTo("you");
    assertThat(client.genericKubernetesResources("v1", "Namespace").withName(namespace).get())
        .isNotNull();
  }

  @Test
  void watchesOverItsWebSocket() throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    try (Watch watch =
        client
            .configMaps()
            .withName("seen")
            .watch(
                new Watcher<>() {
                  @Override
                  public void eventReceived(Action action, ConfigMap map) {
                    events.add(action + " " + map.getData().get("colour"));
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    closed.completeExceptionally(cause);
                  }

                  @Override
                  public void onClose() {
                    closed.complete(null);
                  }
                })) {
      client.resource(map("seen", "blue")).create();
      client.resource(map("seen", "red")).update();
      client.configMaps().withName("seen").delete();
      assertThat(next(events)).isEqualTo("ADDED blue");
      assertThat(next(events)).isEqualTo("MODIFIED red");
      assertThat(next(events)).isEqualTo("DELETED red");
      watch.close();
      closed.get(10, TimeUnit.SECONDS);
    }
  }

  private static String next(BlockingQueue<String> events) throws InterruptedException {
    return events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void informsThroughACutConnection() throws Exception {
    try (CuttableLine line = new CuttableLine(cluster.port());
        KubernetesClient through =
            client(config().withMasterUrl("https://127.0.0.1:" + line.port()).build())) {
      client.resource(map("before", "blue")).create();
      NonNamespaceOperation<ConfigMap, ConfigMapList, Resource<ConfigMap>> maps =
          through.configMaps().inNamespace(namespace);
      AtomicInteger resyncs = new AtomicInteger();
      try (SharedIndexInformer<ConfigMap> informer = maps.inform(new Resyncs(resyncs), 1000)) {
        awaitColour(informer, "before", "blue");
        Await.until(PATIENCE, "it resyncs", () -> resyncs.get() > 0);
        line.cut();
        client.resource(map("before", "red")).update();
        client.resource(map("meanwhile", "green")).create();
        line.restore();
        awaitColour(informer, "before", "red");
        awaitColour(informer, "meanwhile", "green");
        client.configMaps().withName("meanwhile").delete();
        Await.until(
            PATIENCE,
            "it sees the deletion",
            () -> informer.getStore().getByKey(namespace + "/meanwhile") == null);
      }
    }
  }

  private void awaitColour(SharedIndexInformer<ConfigMap> informer, String name, String colour) {
    Await.until(
        PATIENCE,
        name + " is " + colour,
        () -> {
          ConfigMap map = informer.getStore().getByKey(namespace + "/" + name);
          return map != null && colour.equals(map.getData().get("colour"));
        });
  }

  private record Resyncs(AtomicInteger count)
      implements io.fabric8.kubernetes.client.informers.ResourceEventHandler<ConfigMap> {

    @Override
    public void onAdd(ConfigMap map) {}

    @Override
    public void onUpdate(ConfigMap before, ConfigMap after) {
      if (before
          .getMetadata()
          .getResourceVersion()
          .equals(after.getMetadata().getResourceVersion())) {
        count.incrementAndGet();
      }
    }

    @Override
    public void onDelete(ConfigMap map, boolean unknown) {}
  }

  @Test
  void electsALeaderByLease() throws Exception {
    elects((name, identity) -> new LeaseLock(namespace, name, identity));
  }

  @Test
  void electsALeaderByConfigMap() throws Exception {
    elects((name, identity) -> new ConfigMapLock(namespace, name, identity));
  }

  private void elects(BiFunction<String, String, Lock> lock) throws Exception {
    BlockingQueue<String> leaders = new LinkedBlockingQueue<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<?> first = elector(lock.apply("turn", "first"), leaders, threads).start();
      assertThat(next(leaders)).isEqualTo("first");
      CompletableFuture<?> second = elector(lock.apply("turn", "second"), leaders, threads).start();
      assertThat(leaders.poll(1, TimeUnit.SECONDS)).isNull();
      first.cancel(true);
      assertThat(next(leaders)).isEqualTo("second");
      second.cancel(true);
    }
  }

  private LeaderElector elector(Lock lock, BlockingQueue<String> leaders, Executor threads) {
    LeaderElectionConfig config =
        new LeaderElectionConfig(
            lock,
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            new LeaderCallbacks(() -> leaders.add(lock.identity()), () -> {}, _ -> {}),
            true,
            lock.identity());
    return new LeaderElector(client, config, threads);
  }

  @Test
  void waitsUntilReadyAndReadsLogs() {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("unscheduled")
            .endMetadata()
            .withNewSpec()
            .withSchedulerName("nobody")
            .addNewContainer()
            .withName("main")
            .withImage("example.com/main:1")
            .endContainer()
            .endSpec()
            .build();
    client.resource(pod).create();
    var unscheduled = client.pods().withName("unscheduled");
    CompletableFuture<Pod> ready =
        CompletableFuture.supplyAsync(() -> unscheduled.waitUntilReady(30, TimeUnit.SECONDS));
    unscheduled.editStatus(
        now ->
            new PodBuilder(now)
                .editStatus()
                .addToConditions(
                    new PodConditionBuilder().withType("Ready").withStatus("True").build())
                .endStatus()
                .build());
    assertThat(ready.join().getMetadata().getName()).isEqualTo("unscheduled");
    assertThat(unscheduled.getLog()).isEmpty();
    assertThatThrownBy(() -> client.pods().withName("none").getLog())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(404));
  }

  private static ConfigMap map(String name, String colour) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .addToData("colour", colour)
        .build();
  }

  private static Deployment deployment(String name) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withReplicas(0)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("example.com/main:1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static KubernetesClientException failure(Runnable action) {
    try {
      action.run();
    } catch (KubernetesClientException e) {
      return e;
    }
    throw new AssertionError("it was accepted");
  }
}

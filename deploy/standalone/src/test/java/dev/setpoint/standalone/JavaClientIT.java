package dev.setpoint.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.testing.Await;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.Lock;
import io.kubernetes.client.extended.leaderelection.resourcelock.ConfigMapLock;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1ReplicaSet;
import io.kubernetes.client.openapi.models.V1Scale;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The official Java client. */
@Acceptance
class JavaClientIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private interface Call {
    void run() throws ApiException;
  }

  private Cluster cluster;
  private String namespace;
  private ApiClient client;
  private CoreV1Api core;
  private AppsV1Api apps;

  @BeforeEach
  void connect(Cluster cluster, Workspace workspace) throws Exception {
    this.cluster = cluster;
    this.namespace = workspace.name();
    this.client = Config.fromConfig(cluster.kubeconfig().toString());
    // Watches end when they are closed, not when nothing comes for a while.
    client.setReadTimeout(0);
    this.core = new CoreV1Api(client);
    this.apps = new AppsV1Api(client);
  }

  @Test
  void createsReplacesPatchesAndDeletes() throws Exception {
    V1ConfigMap made = core.createNamespacedConfigMap(namespace, map("one", "blue")).execute();
    assertThat(made.getMetadata().getCreationTimestamp()).isNotNull();
    patch("one", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\": {\"colour\": null}}");
    patch(
        "one",
        V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
        "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}");
    V1ConfigMap now =
        patch(
            "one",
            V1Patch.PATCH_FORMAT_JSON_PATCH,
            "[{\"op\": \"add\", \"path\": \"/data\", \"value\": {\"more\": \"yes\"}}]");
    assertThat(now.getData()).isEqualTo(Map.of("more", "yes"));
    assertThat(now.getMetadata().getLabels()).isEqualTo(Map.of("a", "b"));

    refused(
        409, "Conflict", () -> core.replaceNamespacedConfigMap("one", namespace, made).execute());
    refused(
        409,
        "AlreadyExists",
        () -> core.createNamespacedConfigMap(namespace, map("one", "x")).execute());
    refused(404, "NotFound", () -> core.readNamespacedConfigMap("none", namespace).execute());
    assertThat(core.deleteNamespacedConfigMap("one", namespace).execute().getStatus())
        .isEqualTo("Success");
    refused(404, "NotFound", () -> core.deleteNamespacedConfigMap("one", namespace).execute());
  }

  @Test
  void isToldTheCausesOfWhatIsInvalid() {
    V1Deployment bad = deployment("bad");
    bad.getSpec().replicas(-1).getTemplate().getSpec().getContainers().getFirst().name("No Name");
    JsonNode status =
        refused(422, "Invalid", () -> apps.createNamespacedDeployment(namespace, bad).execute());
    assertThat(status.path("details").path("causes").valueStream())
        .extracting(cause -> cause.path("field").asString(""))
        .contains("spec.replicas", "spec.template.spec.containers[0].name");
  }

  @Test
  void scalesAndDeletesWithDependents() throws Exception {
    apps.createNamespacedDeployment(namespace, deployment("web")).execute();
    Await.until(PATIENCE, "its set is there", () -> sets().size() == 1);
    V1Scale scale = apps.readNamespacedDeploymentScale("web", namespace).execute();
    assertThat(scale.getStatus().getSelector()).isEqualTo("app=web");
    scale.getSpec().setReplicas(0);
    apps.replaceNamespacedDeploymentScale("web", namespace, scale).execute();
    V1ReplicaSet set = sets().getFirst();
    set.getStatus().setFullyLabeledReplicas(0);
    apps.replaceNamespacedReplicaSetStatus(set.getMetadata().getName(), namespace, set).execute();
    apps.deleteNamespacedDeployment("web", namespace)
        .body(new V1DeleteOptions().propagationPolicy("Foreground"))
        .execute();
    Await.until(PATIENCE, "its set is gone", () -> sets().isEmpty());
    Await.untilAsserted(
        PATIENCE,
        () ->
            refused(
                404, "NotFound", () -> apps.readNamespacedDeployment("web", namespace).execute()));
  }

  private List<V1ReplicaSet> sets() throws ApiException {
    return apps.listNamespacedReplicaSet(namespace).labelSelector("app=web").execute().getItems();
  }

  @Test
  void listsBySelectorAndByPage() throws Exception {
    for (int i = 0; i < 5; i++) {
      V1ConfigMap map = map("map-" + i, "blue");
      map.getMetadata().setLabels(Map.of("part", i % 2 == 0 ? "even" : "odd"));
      core.createNamespacedConfigMap(namespace, map).execute();
    }
    List<String> names = new ArrayList<>();
    String next = null;
    int pages = 0;
    do {
      V1ConfigMapList page =
          core.listNamespacedConfigMap(namespace)
              .labelSelector("part in (even, odd)")
              .limit(2)
              ._continue(next)
              .execute();
      page.getItems().forEach(map -> names.add(map.getMetadata().getName()));
      next = page.getMetadata().getContinue();
      pages++;
    } while (next != null && !next.isEmpty());
    assertThat(pages).isEqualTo(3);
    assertThat(names).containsExactly("map-0", "map-1", "map-2", "map-3", "map-4");
    core.deleteCollectionNamespacedConfigMap(namespace).labelSelector("part=odd").execute();
    assertThat(core.listNamespacedConfigMap(namespace).labelSelector("part").execute().getItems())
        .hasSize(3);
    refused(
        400,
        "BadRequest",
        () -> core.listNamespacedConfigMap(namespace).fieldSelector("data=x").execute());
  }

  @Test
  void appliesOnTheServersSide() throws Exception {
    apply("first", "blue", false);
    JsonNode conflict = refused(409, "Conflict", () -> apply("second", "red", false));
    assertThat(conflict.path("details").path("causes").path(0).path("field").asString(""))
        .isEqualTo(".data.colour");
    assertThat(apply("second", "red", true).getData()).containsEntry("colour", "red");
  }

  private V1ConfigMap apply(String manager, String colour, boolean force) throws ApiException {
    String manifest =
        """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"},
         "data": {"colour": "%s"}}
        """
            .formatted(colour);
    return PatchUtils.patch(
        V1ConfigMap.class,
        () ->
            core.patchNamespacedConfigMap("applied", namespace, new V1Patch(manifest))
                .fieldManager(manager)
                .force(force)
                .buildCall(null),
        V1Patch.PATCH_FORMAT_APPLY_YAML,
        client);
  }

  @Test
  void handlesKindsByNameAlone() {
    DynamicKubernetesApi leases =
        new DynamicKubernetesApi("coordination.k8s.io", "v1", "leases", client);
    DynamicKubernetesObject lease = new DynamicKubernetesObject();
    lease.setApiVersion("coordination.k8s.io/v1");
    lease.setKind("Lease");
    lease.setMetadata(new V1ObjectMeta().name("turn").namespace(namespace));
    JsonObject spec = new JsonObject();
    spec.addProperty("holderIdentity", "me");
    lease.getRaw().add("spec", spec);
    assertThat(leases.create(lease).isSuccess()).isTrue();
    KubernetesApiResponse<DynamicKubernetesObject> patched =
        leases.patch(
            namespace,
            "turn",
            V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
            new V1Patch("{\"spec\": {\"holderIdentity\": \"you\"}}"));
    assertThat(patched.getObject().getRaw().getAsJsonObject("spec").get("holderIdentity"))
        .hasToString("\"you\"");
    assertThat(leases.create(lease).getStatus().getReason()).isEqualTo("AlreadyExists");
    assertThat(leases.list(namespace).getObject().getItems()).hasSize(1);
    assertThat(leases.delete(namespace, "turn").isSuccess()).isTrue();
  }

  @Test
  void watches() throws Exception {
    String since =
        core.listNamespacedConfigMap(namespace).execute().getMetadata().getResourceVersion();
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    try (Watch<V1ConfigMap> watch =
        Watch.createWatch(
            client,
            core.listNamespacedConfigMap(namespace)
                .fieldSelector("metadata.name=seen")
                .resourceVersion(since)
                .watch(true)
                .buildCall(null),
            new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
      core.createNamespacedConfigMap(namespace, map("seen", "blue")).execute();
      core.replaceNamespacedConfigMap("seen", namespace, map("seen", "red")).execute();
      core.deleteNamespacedConfigMap("seen", namespace).execute();
      for (int i = 0; i < 3; i++) {
        Watch.Response<V1ConfigMap> event = watch.next();
        events.add(event.type + " " + event.object.getData().get("colour"));
      }
    }
    assertThat(events).containsExactly("ADDED blue", "MODIFIED red", "DELETED red");
  }

  @Test
  void informsThroughACutConnection() throws Exception {
    try (CuttableLine line = new CuttableLine(cluster.port())) {
      ApiClient through = Config.fromConfig(cluster.kubeconfig().toString());
      through.setBasePath("https://127.0.0.1:" + line.port());
      through.setReadTimeout(0);
      core.createNamespacedConfigMap(namespace, map("before", "blue")).execute();
      SharedInformerFactory factory = new SharedInformerFactory(through);
      SharedIndexInformer<V1ConfigMap> informer =
          factory.sharedIndexInformerFor(
              new GenericKubernetesApi<>(
                  V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", through),
              V1ConfigMap.class,
              1000,
              namespace);
      AtomicInteger resyncs = new AtomicInteger();
      informer.addEventHandlerWithResyncPeriod(new Resyncs(resyncs), 1000);
      factory.startAllRegisteredInformers();
      try {
        awaitColour(informer, "before", "blue");
        Await.until(PATIENCE, "it resyncs", () -> resyncs.get() > 0);
        line.cut();
        core.replaceNamespacedConfigMap("before", namespace, map("before", "red")).execute();
        core.createNamespacedConfigMap(namespace, map("meanwhile", "green")).execute();
        line.restore();
        awaitColour(informer, "before", "red");
        awaitColour(informer, "meanwhile", "green");
      } finally {
        factory.stopAllRegisteredInformers();
      }
    }
  }

  private void awaitColour(SharedIndexInformer<V1ConfigMap> informer, String name, String colour) {
    Await.until(
        PATIENCE,
        name + " is " + colour,
        () -> {
          V1ConfigMap map = informer.getIndexer().getByKey(namespace + "/" + name);
          return map != null && colour.equals(map.getData().get("colour"));
        });
  }

  private record Resyncs(AtomicInteger count) implements ResourceEventHandler<V1ConfigMap> {

    @Override
    public void onAdd(V1ConfigMap map) {}

    @Override
    public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
      if (version(before).equals(version(after))) {
        count.incrementAndGet();
      }
    }

    @Override
    public void onDelete(V1ConfigMap map, boolean unknown) {}

    private static String version(KubernetesObject object) {
      return object.getMetadata().getResourceVersion();
    }
  }

  @Test
  void electsALeaderByLease() throws Exception {
    elects(
        new LeaseLock(namespace, "turn", "first", client),
        new LeaseLock(namespace, "turn", "second", client));
  }

  @Test
  void electsALeaderByConfigMap() throws Exception {
    elects(
        new ConfigMapLock(namespace, "turn", "first", client),
        new ConfigMapLock(namespace, "turn", "second", client));
  }

  private static void elects(Lock one, Lock other) throws Exception {
    BlockingQueue<String> leaders = new LinkedBlockingQueue<>();
    try (LeaderElector second = elector(other)) {
      try (LeaderElector first = elector(one)) {
        Thread.ofVirtual().start(() -> first.run(() -> leaders.add("first"), () -> {}));
        assertThat(next(leaders)).isEqualTo("first");
        Thread.ofVirtual().start(() -> second.run(() -> leaders.add("second"), () -> {}));
        assertThat(leaders.poll(1, TimeUnit.SECONDS)).isNull();
      }
      assertThat(next(leaders)).isEqualTo("second");
    }
  }

  private static LeaderElector elector(Lock lock) {
    return new LeaderElector(
        new LeaderElectionConfig(
            lock, Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(200)));
  }

  private static String next(BlockingQueue<String> events) throws InterruptedException {
    return events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private V1ConfigMap patch(String name, String format, String body) throws ApiException {
    return PatchUtils.patch(
        V1ConfigMap.class,
        () -> core.patchNamespacedConfigMap(name, namespace, new V1Patch(body)).buildCall(null),
        format,
        client);
  }

  /** The Status that came. */
  private static JsonNode refused(int code, String reason, Call call) {
    try {
      call.run();
    } catch (ApiException e) {
      assertThat(e.getCode()).as(e.getResponseBody()).isEqualTo(code);
      JsonNode status = KubeJson.TREES.readTree(e.getResponseBody());
      assertThat(status.path("kind").asString("")).isEqualTo("Status");
      assertThat(status.path("reason").asString("")).isEqualTo(reason);
      return status;
    }
    throw new AssertionError("it was accepted");
  }

  private static V1ConfigMap map(String name, String colour) {
    return new V1ConfigMap().metadata(new V1ObjectMeta().name(name)).data(Map.of("colour", colour));
  }

  private static V1Deployment deployment(String name) {
    Map<String, String> labels = Map.of("app", name);
    return new V1Deployment()
        .metadata(new V1ObjectMeta().name(name))
        .spec(
            new V1DeploymentSpec()
                .replicas(0)
                .selector(new V1LabelSelector().matchLabels(labels))
                .template(
                    new V1PodTemplateSpec()
                        .metadata(new V1ObjectMeta().labels(labels))
                        .spec(
                            new V1PodSpec()
                                .addContainersItem(
                                    new V1Container().name("main").image("example.com/main:1")))));
  }
}

package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Controller;
import dev.setpoint.common.controller.ControllerRunner;
import dev.setpoint.common.controller.ControllerSelection;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.leader.LeaderElector;
import dev.setpoint.common.leader.LeaderIdentity;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.extender.HttpExtender;
import dev.setpoint.scheduler.framework.AdmitPlugin;
import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.DeciderFactory;
import dev.setpoint.scheduler.framework.Extender;
import dev.setpoint.scheduler.framework.Extenders;
import dev.setpoint.scheduler.framework.Plugin;
import dev.setpoint.scheduler.framework.PluginProperties;
import dev.setpoint.scheduler.framework.PluginSet;
import dev.setpoint.scheduler.framework.Sampling;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.gang.GangBook;
import dev.setpoint.scheduler.gang.GangPlanner;
import dev.setpoint.scheduler.plugin.FitScorings;
import dev.setpoint.scheduler.preemption.PreemptionPlanner;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.PodInfo;
import dev.setpoint.scheduler.volume.Storage;
import dev.setpoint.scheduler.volume.VolumeWriter;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the parts of the scheduling cycle together. */
@Configuration(proxyBeanMethods = false)
class CycleConfiguration {

  private static final ObjectKey LEASE = new ObjectKey("kube-system", "setpoint-scheduler");

  @Bean
  ClusterCache clusterCache() {
    return new ClusterCache();
  }

  @Bean
  PluginSet pluginSet(List<Plugin> plugins, PluginProperties properties) {
    return new PluginSet(plugins, properties);
  }

  @Bean
  GangBook gangBook() {
    return new GangBook();
  }

  @Bean
  WaitingPods waitingPods() {
    return new WaitingPods();
  }

  @Bean
  SchedulingQueue schedulingQueue(
      PluginSet plugins, QueueProperties properties, GangBook gangs, Clock clock) {
    return new SchedulingQueue(
        clock, properties, Hints.of(plugins), admission(plugins), Gangs.ranks(gangs));
  }

  static Function<PodInfo, Verdict> admission(PluginSet plugins) {
    List<AdmitPlugin> all = plugins.of(AdmitPlugin.class);
    return pod -> {
      for (AdmitPlugin plugin : all) {
        Verdict verdict = plugin.admit(pod);
        if (!(verdict instanceof Verdict.Fits)) {
          return verdict;
        }
      }
      return Verdict.FITS;
    };
  }

  @Bean
  ClusterEvents clusterEvents(
      ClusterCache cache,
      GangBook gangs,
      SchedulingQueue queue,
      SchedulerProperties properties,
      Informers informers) {
    ClusterEvents events = new ClusterEvents(cache, gangs, queue, properties.names());
    events.register(informers);
    new StorageEvents(queue).register(informers);
    return events;
  }

  @Bean
  Storage storage(Informers informers) {
    return new Storage(
        informers.informer(PersistentVolumeClaim.class).store(),
        informers.informer(PersistentVolume.class).store(),
        informers.informer(StorageClass.class).store(),
        informers.informer(CSINode.class).store());
  }

  @Bean
  VolumeWriter volumeWriter(ApiClient api, Leadership leadership) {
    return new RestVolumeWriter(api.fenced(leadership::held));
  }

  @Bean
  SchedulerMetrics schedulerMetrics(
      MeterRegistry registry,
      SchedulerProperties properties,
      SchedulingQueue queue,
      ClusterCache cache) {
    SchedulerMetrics metrics = new SchedulerMetrics(registry, properties.name());
    metrics.watch(queue, cache);
    return metrics;
  }

  /** Which elector fences the writes; it comes later, since what it starts needs the writer. */
  @Bean
  Leadership leadership() {
    return new Leadership(new AtomicReference<>());
  }

  record Leadership(AtomicReference<@Nullable LeaderElector> elector) {
    boolean held() {
      LeaderElector current = elector.get();
      return current != null && current.isLeader();
    }
  }

  @Bean
  PodApi podApi(ApiClient api, Leadership leadership) {
    return new RestPodApi(api.fenced(leadership::held));
  }

  @Bean
  Reporter reporter(PodApi api, EventRecorder events, Informers informers, Clock clock) {
    Store<Pod> pods = informers.informer(Pod.class).store();
    return new Reporter(api, events, pod -> pods.get(pod.key()), clock);
  }

  @Bean
  Binder binder(
      PluginSet plugins,
      WaitingPods waiting,
      ClusterCache cache,
      SchedulingQueue queue,
      Reporter reporter,
      SchedulerMetrics metrics,
      Clock clock,
      Leadership leadership,
      SchedulerProperties properties) {
    return new Binder(
        plugins,
        waiting,
        cache,
        queue,
        reporter,
        metrics,
        clock,
        leadership::held,
        properties.parallelBindings());
  }

  @Bean
  Extenders extenders(SchedulerProperties properties, Informers informers) {
    Store<Node> nodes = informers.informer(Node.class).store();
    return new Extenders(
        properties.extenders().stream()
            .<Extender>map(extender -> new HttpExtender(extender, nodes))
            .toList());
  }

  @Bean
  DeciderFactory deciders(
      List<Plugin> plugins,
      PluginSet first,
      SchedulerProperties properties,
      RandomGenerator random,
      Extenders extenders) {
    Map<String, PluginSet> profiles = new HashMap<>();
    properties
        .profiles()
        .forEach(
            profile -> profiles.put(profile.name(), new PluginSet(plugins, profile.plugins())));
    return new DeciderFactory(first, profiles, extenders, random);
  }

  @Bean
  Decider decider(DeciderFactory deciders, SchedulerProperties properties) {
    return deciders.decider(new Sampling(properties.percentageOfNodesToScore()));
  }

  @Bean
  FitScorings fitScorings(SchedulerProperties properties) {
    return properties.fits();
  }

  @Bean
  Evictions evictions(
      PodApi api,
      Binder binder,
      ClusterCache cache,
      SchedulingQueue queue,
      EventRecorder events,
      Informers informers,
      Clock clock) {
    Evictions evictions = new Evictions(api, binder, cache, queue, events, clock);
    informers.informer(Pod.class).addHandler(evictions);
    return evictions;
  }

  @Bean
  PreemptionPlanner preemptionPlanner(Decider decider, RandomGenerator random) {
    return new PreemptionPlanner(decider, random);
  }

  @Bean
  Gangs gangs(
      GangBook book,
      Decider decider,
      PreemptionPlanner preemption,
      PluginSet plugins,
      Preemptor preemptor,
      ClusterCache cache,
      SchedulingQueue queue) {
    return new Gangs(book, new GangPlanner(decider, preemption), plugins, preemptor, cache, queue);
  }

  @Bean
  ControllerRunner controllers(
      List<Controller> controllers, Informers informers, MeterRegistry metrics, Clock clock) {
    return new ControllerRunner(controllers, ControllerSelection.ALL, informers, metrics, clock);
  }

  @Bean
  PodGroupController podGroupController(
      GangBook book, ApiClient api, Leadership leadership, Clock clock) {
    return new PodGroupController(book, api.fenced(leadership::held), clock);
  }

  @Bean
  Preemptor preemptor(
      PreemptionPlanner planner, ClusterCache cache, Evictions evictions, Informers informers) {
    Store<PodDisruptionBudget> budgets = informers.informer(PodDisruptionBudget.class).store();
    return new Preemptor(planner, cache, evictions, () -> budgets.list());
  }

  @Bean
  SchedulingLoop schedulingLoop(
      SchedulingQueue queue,
      ClusterCache cache,
      Decider decider,
      Gangs gangs,
      Preemptor preemptor,
      Binder binder,
      Reporter reporter,
      SchedulerMetrics metrics,
      Clock clock,
      Leadership leadership) {
    return new SchedulingLoop(
        queue,
        cache,
        decider,
        gangs,
        preemptor,
        binder,
        reporter,
        metrics,
        clock,
        leadership::held);
  }

  @Bean
  Confirmer confirmer(
      ClusterCache cache,
      SchedulingQueue queue,
      PodApi api,
      Clock clock,
      SchedulerProperties properties) {
    return new Confirmer(cache, queue, api, clock, properties.confirmWithin());
  }

  @Bean
  LeaderElector leaderElector(
      ApiClient api,
      Leadership leadership,
      SchedulingLoop loop,
      ControllerRunner controllers,
      @Value("${setpoint.leader.identity:}") String identity) {
    LeaderElector elector =
        new LeaderElector(
            api,
            LEASE,
            LeaderIdentity.of(identity),
            () -> {
              loop.start();
              controllers.start();
            },
            () -> {
              loop.stop();
              controllers.stop();
            });
    leadership.elector().set(elector);
    return elector;
  }

  @Bean
  SchedulerLifecycle schedulerLifecycle(
      Informers informers,
      ClusterEvents events,
      LeaderElector elector,
      Confirmer confirmer,
      SchedulingLoop loop,
      Binder binder) {
    return new SchedulerLifecycle(informers, elector, confirmer, loop, binder);
  }
}

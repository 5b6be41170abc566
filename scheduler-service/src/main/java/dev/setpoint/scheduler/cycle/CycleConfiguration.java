package dev.setpoint.scheduler.cycle;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.host.HostName;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.leader.LeaderElector;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.framework.AdmitPlugin;
import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Plugin;
import dev.setpoint.scheduler.framework.PluginProperties;
import dev.setpoint.scheduler.framework.PluginSet;
import dev.setpoint.scheduler.framework.Sampling;
import dev.setpoint.scheduler.framework.Verdict;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.snapshot.PodInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
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
  SchedulingQueue schedulingQueue(PluginSet plugins, QueueProperties properties, Clock clock) {
    return new SchedulingQueue(clock, properties, Hints.of(plugins), admission(plugins));
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
      SchedulingQueue queue,
      SchedulerProperties properties,
      Informers informers) {
    ClusterEvents events = new ClusterEvents(cache, queue, properties.name());
    events.register(informers);
    return events;
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
      ClusterCache cache,
      SchedulingQueue queue,
      Reporter reporter,
      SchedulerMetrics metrics,
      Clock clock,
      Leadership leadership,
      SchedulerProperties properties) {
    return new Binder(
        plugins,
        cache,
        queue,
        reporter,
        metrics,
        clock,
        leadership::held,
        properties.parallelBindings());
  }

  @Bean
  SchedulingLoop schedulingLoop(
      SchedulingQueue queue,
      ClusterCache cache,
      PluginSet plugins,
      Binder binder,
      Reporter reporter,
      SchedulerMetrics metrics,
      SchedulerProperties properties,
      RandomGenerator random,
      Clock clock,
      Leadership leadership) {
    Decider decider =
        new Decider(plugins, new Sampling(properties.percentageOfNodesToScore()), random);
    return new SchedulingLoop(
        queue, cache, decider, binder, reporter, metrics, clock, leadership::held);
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
  LeaderElector leaderElector(ApiClient api, Leadership leadership, SchedulingLoop loop) {
    String identity = HostName.get() + "_" + UUID.randomUUID();
    LeaderElector elector = new LeaderElector(api, LEASE, identity, loop::start, loop::stop);
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

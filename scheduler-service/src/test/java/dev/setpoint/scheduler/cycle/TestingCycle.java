package dev.setpoint.scheduler.cycle;

import static org.awaitility.Awaitility.await;

import dev.setpoint.common.events.EventRecorder;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.scheduler.framework.Decider;
import dev.setpoint.scheduler.framework.Plugin;
import dev.setpoint.scheduler.framework.PluginProperties;
import dev.setpoint.scheduler.framework.PluginSet;
import dev.setpoint.scheduler.gang.GangBook;
import dev.setpoint.scheduler.gang.GangPlanner;
import dev.setpoint.scheduler.gang.GangScheduling;
import dev.setpoint.scheduler.preemption.PreemptionPlanner;
import dev.setpoint.scheduler.snapshot.ClusterCache;
import dev.setpoint.scheduler.testing.FakeClock;
import dev.setpoint.scheduler.testing.Make;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The cycle with everything but the API, Kafka and time being real. */
final class TestingCycle implements AutoCloseable {

  final FakeClock clock = new FakeClock();
  final TestingPodApi api = new TestingPodApi();
  final List<String> events = new CopyOnWriteArrayList<>();
  final ClusterCache cache = new ClusterCache();
  final GangBook gangs = new GangBook();
  final WaitingPods waiting = new WaitingPods();
  final GangScheduling scheduling = new GangScheduling(gangs, cache, waiting);
  final PluginSet plugins = plugins();
  final SchedulingQueue queue =
      new SchedulingQueue(
          clock,
          QueueProperties.DEFAULTS,
          Hints.of(plugins),
          CycleConfiguration.admission(plugins),
          Gangs.ranks(gangs));
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final SchedulerMetrics metrics = new SchedulerMetrics(registry, "default-scheduler");
  final EventRecorder recorder =
      new EventRecorder() {
        @Override
        public void event(HasMetadata about, String type, String reason, String message) {
          events.add(type + " " + reason + " " + message);
        }
      };
  final Reporter reporter = new Reporter(api, recorder, pod -> api.pods.get(pod.key()), clock);
  final Binder binder =
      new Binder(plugins, waiting, cache, queue, reporter, metrics, clock, () -> true, 16);
  final TestingInformers informers = new TestingInformers();
  final Evictions evictions = new Evictions(api, binder, cache, queue, recorder, clock);
  final Decider decider = Make.decider(plugins, 5);
  final PreemptionPlanner planner = new PreemptionPlanner(decider, Make.random(5));
  final Preemptor preemptor = new Preemptor(planner, cache, evictions, () -> List.of());
  final SchedulingLoop loop =
      new SchedulingLoop(
          queue,
          cache,
          decider,
          new Gangs(gangs, new GangPlanner(decider, planner), plugins, preemptor, cache, queue),
          preemptor,
          binder,
          reporter,
          metrics,
          clock,
          () -> true);
  final Confirmer confirmer = new Confirmer(cache, queue, api, clock, Duration.ofSeconds(30));

  TestingCycle() {
    new ClusterEvents(cache, gangs, queue, SchedulerProperties.DEFAULTS.names())
        .register(informers);
    informers.informer(Pod.class).addHandler(evictions);
    metrics.watch(queue, cache);
  }

  private PluginSet plugins() {
    List<Plugin> all = new ArrayList<>(Make.plugins());
    all.add(new DefaultBinder(api));
    all.add(scheduling);
    return new PluginSet(all, PluginProperties.DEFAULTS);
  }

  @Override
  public void close() {
    binder.close();
    evictions.close();
    reporter.close();
  }

  void create(Pod pod) {
    api.pods.put(ObjectKey.of(pod), pod);
    informers.add(pod);
  }

  /** What the API has goes to the informer, as Kafka would carry it. */
  void publish(String name) {
    informers.update(read(name));
  }

  Pod read(String name) {
    Pod pod = api.pods.get(new ObjectKey("default", name));
    if (pod == null) {
      throw new AssertionError("no Pod " + name);
    }
    return pod;
  }

  boolean known(String name) {
    return api.pods.containsKey(new ObjectKey("default", name));
  }

  int created(String prefix) {
    return (int) api.pods.keySet().stream().filter(k -> k.name().startsWith(prefix)).count();
  }

  /** Attempts all that can be attempted now; what waits for permission goes on waiting. */
  void attemptAll() throws InterruptedException {
    for (QueuedPod next = queue.poll(); next != null; next = queue.poll()) {
      loop.attempt(next);
    }
  }

  /** As {@link #attemptAll}, until all that has a place is bound. */
  void runAll() throws InterruptedException {
    attemptAll();
    await().until(() -> queue.sizes().binding() == 0);
  }
}

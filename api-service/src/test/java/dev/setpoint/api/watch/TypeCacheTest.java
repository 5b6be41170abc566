package dev.setpoint.api.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.storage.Change.Op;
import dev.setpoint.api.storage.Objects;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.node.ObjectNode;

class TypeCacheTest {

  private static final Predicate<ObjectNode> IN =
      tree -> tree.at("/metadata/labels/l").asString().equals("in");

  /** A random step: which object, and what becomes of it. */
  enum Step {
    MATCHING,
    OTHER,
    GONE
  }

  @Property(tries = 200)
  void aSelectiveWatcherAlwaysKnowsExactlyTheMatchingObjects(
      @ForAll @Size(max = 60) List<@IntRange(max = 11) Integer> actions,
      @ForAll @IntRange(max = 60) int openAfter,
      @ForAll boolean fedTwice)
      throws Exception {
    TypeCache cache = cache();
    cache.prime(1, List.of(), List.of(), 1);
    Map<ObjectKey, String> truth = new HashMap<>();
    QueuedWatcher early = cache.open(query(1));
    QueuedWatcher late = null;
    long revision = 1;
    for (int i = 0; i < actions.size(); i++) {
      if (i == openAfter) {
        late = cache.open(query(0));
      }
      revision += apply(cache, truth, actions.get(i), revision + 1, fedTwice);
    }
    Set<ObjectKey> matching = new HashSet<>();
    truth.forEach(
        (key, label) -> {
          if (label.equals("in")) {
            matching.add(key);
          }
        });
    assertThat(replay(early, 1)).isEqualTo(matching);
    if (late != null) {
      assertThat(replay(late, 0)).isEqualTo(matching);
    }
    assertThat(replay(cache.open(query(0)), 0)).isEqualTo(matching);
    assertThat(replay(cache.open(query(1)), 1)).isEqualTo(matching);
  }

  private static int apply(
      TypeCache cache, Map<ObjectKey, String> truth, int action, long revision, boolean twice) {
    ObjectKey key = new ObjectKey("ns", "o" + action % 4);
    Step step = Step.values()[action / 4];
    if (step == Step.GONE && !truth.containsKey(key)) {
      return 0;
    }
    String label =
        switch (step) {
          case MATCHING -> "in";
          case OTHER -> "out";
          case GONE -> truth.get(key);
        };
    Op op = step == Step.GONE ? Op.DELETED : truth.containsKey(key) ? Op.MODIFIED : Op.ADDED;
    ObjectNode tree = Objects.object(Objects.PODS, key, label);
    tree.withObjectProperty("metadata").put("resourceVersion", String.valueOf(revision));
    byte[] json = KubeJson.write(tree);
    cache.apply(revision, op, key, json);
    if (twice) {
      cache.apply(revision, op, key, json);
    }
    if (op == Op.DELETED) {
      truth.remove(key);
    } else {
      truth.put(key, label);
    }
    return 1;
  }

  /** What a client that believes the events knows in the end; also checks their order. */
  private static Set<ObjectKey> replay(QueuedWatcher watcher, long after) throws Exception {
    Set<ObjectKey> known = new HashSet<>();
    long last = after;
    for (WatchEvent event = watcher.next(Duration.ZERO);
        event != null;
        event = watcher.next(Duration.ZERO)) {
      if (after > 0) {
        assertThat(event.object().revision()).isGreaterThan(last);
        last = event.object().revision();
      }
      assertThat(event.object().tree().at("/metadata/resourceVersion").asString())
          .isEqualTo(String.valueOf(event.object().revision()));
      assertThat(IN.test(event.object().tree())).isTrue();
      ObjectKey key = event.object().key();
      switch (event.type()) {
        case ADDED -> assertThat(known.add(key)).isTrue();
        case MODIFIED -> assertThat(known).contains(key);
        case DELETED -> assertThat(known.remove(key)).isTrue();
        case BOOKMARK -> throw new AssertionError("not asked for");
      }
    }
    watcher.close();
    return known;
  }

  @Test
  void theStateEndsWithABookmarkWhereThatIsAskedFor() throws Exception {
    TypeCache cache = cache();
    cache.prime(4, List.of(), List.of(), 4);
    apply(cache, new HashMap<>(), 0, 5, false);
    for (WatchQuery.Initial initial : WatchQuery.Initial.values()) {
      List<String> seen = new ArrayList<>();
      try (QueuedWatcher watcher =
          cache.open(new WatchQuery(Objects.PODS, "ns", null, IN, 0, true, initial))) {
        for (WatchEvent event = watcher.next(Duration.ZERO);
            event != null;
            event = watcher.next(Duration.ZERO)) {
          seen.add(event.type() + (event.endsInitial() ? " of the end" : ""));
        }
      }
      assertThat(seen)
          .isEqualTo(
              switch (initial) {
                case EVENTS -> List.of("ADDED", "BOOKMARK");
                case MARKED -> List.of("ADDED", "BOOKMARK of the end", "BOOKMARK");
                case NONE -> List.of("BOOKMARK");
              });
    }
  }

  private static WatchQuery query(long after) {
    return new WatchQuery(Objects.PODS, "ns", null, IN, after, false);
  }

  private static TypeCache cache() {
    return new TypeCache(
        Objects.PODS,
        new WatchProperties(
            100,
            1000,
            DataSize.ofMegabytes(10),
            Duration.ofSeconds(75),
            1000,
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1)),
        Clock.systemUTC(),
        new WatchMetrics(new SimpleMeterRegistry()));
  }
}

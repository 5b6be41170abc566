package dev.setpoint.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RollingPlanTest {

  private static Map<String, Integer> sizes(List<Scale> scales) {
    return scales.stream()
        .collect(Collectors.toMap(s -> s.set().getMetadata().getName(), Scale::to));
  }

  @Test
  void percentagesRoundUpForSurgeAndDownForUnavailable() {
    Deployment ten = Sets.deployment(10, "25%", "25%");
    assertThat(Numbers.maxSurge(ten)).isEqualTo(3);
    assertThat(Numbers.maxUnavailable(ten)).isEqualTo(2);
    assertThat(Numbers.maxUnavailable(Sets.deployment(1, "0", "25%")))
        .as("one must be allowed where there is no surge")
        .isEqualTo(1);
    assertThat(Numbers.maxUnavailable(Sets.deployment(3, "1", "5"))).isEqualTo(3);
    assertThat(Numbers.maxUnavailable(Sets.deployment(0, "1", "1"))).isZero();
  }

  @Test
  void theNewSetGrowsIntoTheSurge() {
    Deployment deployment = Sets.deployment(4, "1", "0");
    ReplicaSet old = Sets.set("old", 9, 4, 4);
    ReplicaSet fresh = Sets.set("new", 0, 0, 0);
    assertThat(RollingPlan.growNew(deployment, fresh, List.of(old, fresh)))
        .contains(new Scale(fresh, 1));
    ReplicaSet one = Sets.set("new", 0, 1, 0);
    assertThat(RollingPlan.growNew(deployment, one, List.of(old, one))).isEmpty();
  }

  @Test
  void theNewSetShrinksToWhatIsWanted() {
    Deployment deployment = Sets.deployment(2, "1", "0");
    ReplicaSet fresh = Sets.set("new", 0, 5, 5);
    assertThat(RollingPlan.growNew(deployment, fresh, List.of(fresh)))
        .contains(new Scale(fresh, 2));
  }

  @Test
  void unhealthyOldPodsGoFirst() {
    Deployment deployment = Sets.deployment(10, "0", "2");
    ReplicaSet bad = Sets.set("bad", 5, 3, 0);
    ReplicaSet good = Sets.set("good", 9, 7, 7);
    ReplicaSet fresh = Sets.set("new", 0, 0, 0);
    assertThat(sizes(RollingPlan.shrinkOld(deployment, fresh, List.of(bad, good))))
        .containsExactly(Map.entry("bad", 1));
  }

  @Test
  void theOldestOfTheHealthyGoFirst() {
    Deployment deployment = Sets.deployment(4, "2", "0");
    ReplicaSet older = Sets.set("older", 9, 2, 2);
    ReplicaSet newer = Sets.set("newer", 5, 2, 2);
    ReplicaSet fresh = Sets.set("new", 0, 2, 2);
    assertThat(sizes(RollingPlan.shrinkOld(deployment, fresh, List.of(newer, older))))
        .containsExactly(Map.entry("older", 0));
  }

  @Test
  void nothingGoesWhileTheNewOnesAreNotAvailable() {
    Deployment deployment = Sets.deployment(4, "1", "0");
    ReplicaSet old = Sets.set("old", 9, 4, 4);
    ReplicaSet fresh = Sets.set("new", 0, 1, 0);
    assertThat(RollingPlan.shrinkOld(deployment, fresh, List.of(old))).isEmpty();
  }

  /**
   * A rollout simulated with Pods that become available in any order: at every moment the total
   * stays within the surge and the promised number stays available, and it ends.
   */
  @Property(tries = 400)
  void keepsItsPromisesAtEveryStep(
      @ForAll @IntRange(min = 1, max = 12) int replicas,
      @ForAll @IntRange(min = 0, max = 4) int surge,
      @ForAll @IntRange(min = 0, max = 4) int unavailable,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 0, max = 6) Integer> shares,
      @ForAll @Size(max = 60) List<Boolean> luck) {
    Deployment deployment = Sets.deployment(replicas, "" + surge, "" + unavailable);
    int promised = replicas - Numbers.maxUnavailable(deployment);
    int most = replicas + Numbers.maxSurge(deployment);
    List<int[]> old = split(replicas, shares);
    int[] fresh = {0, 0}; // size, available
    for (int round = 0; round < 400; round++) {
      ReplicaSet freshSet = Sets.set("new", 0, fresh[0], fresh[1]);
      List<ReplicaSet> oldSets = new ArrayList<>();
      for (int i = 0; i < old.size(); i++) {
        oldSets.add(Sets.set("old" + i, 9 - i, old.get(i)[0], old.get(i)[1]));
      }
      List<ReplicaSet> all = new ArrayList<>(oldSets);
      all.add(freshSet);
      Optional<Scale> grow = RollingPlan.growNew(deployment, freshSet, all);
      if (grow.isPresent()) {
        fresh[0] = grow.get().to();
      } else {
        for (Scale scale : RollingPlan.shrinkOld(deployment, freshSet, oldSets)) {
          int[] set = old.get(Integer.parseInt(scale.set().getMetadata().getName().substring(3)));
          assertThat(scale.to()).isBetween(0, set[0]);
          set[0] = scale.to();
          set[1] = Math.min(set[0], set[1]); // unavailable Pods are removed first
        }
      }
      int total = fresh[0] + old.stream().mapToInt(s -> s[0]).sum();
      int available = fresh[1] + old.stream().mapToInt(s -> s[1]).sum();
      assertThat(total).as("total").isLessThanOrEqualTo(Math.max(most, replicas));
      assertThat(available).as("available").isGreaterThanOrEqualTo(promised);
      if (fresh[1] < fresh[0] && (round >= luck.size() || luck.get(round))) {
        fresh[1]++;
      }
    }
    assertThat(fresh[0]).as("it ends with the new set alone").isEqualTo(replicas);
    assertThat(old.stream().mapToInt(s -> s[0]).sum()).isZero();
  }

  /** The old Pods, all available, over several sets. */
  private static List<int[]> split(int replicas, List<Integer> shares) {
    List<int[]> sets = new ArrayList<>();
    int left = replicas;
    for (int i = 0; i < shares.size(); i++) {
      int size = i == shares.size() - 1 ? left : Math.min(left, shares.get(i));
      sets.add(new int[] {size, size});
      left -= size;
    }
    return sets;
  }
}

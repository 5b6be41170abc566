package dev.setpoint.scheduler.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.setpoint.scheduler.testing.Make;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class GangsPropertyTest {

  /** Each Pod asks for one core. */
  record Shape(int minMember, int pods) {}

  @Provide
  Arbitrary<List<Shape>> gangs() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 5), Arbitraries.integers().between(0, 2))
        .as((min, extra) -> new Shape(min, min + extra))
        .list()
        .ofMinSize(2)
        .ofMaxSize(4);
  }

  @Property(tries = 60)
  void gangsAreBoundWholeOrNotAtAllAndSomeGangAlwaysRuns(
      @ForAll("gangs") List<Shape> gangs, @ForAll("order") List<Integer> order) throws Exception {
    try (TestingCycle cycle = new TestingCycle()) {
      cycle.informers.add(Make.node("a"));
      cycle.informers.add(Make.node("b", "2", "8Gi", 110));
      for (int g = 0; g < gangs.size(); g++) {
        cycle.informers.add(Make.group("g" + g, gangs.get(g).minMember()));
      }
      // Members of all gangs arrive mixed.
      for (int i = 0; i < 7; i++) {
        for (int o : order) {
          int g = o % gangs.size();
          if (i < gangs.get(g).pods() && !cycle.known("g" + g + "-" + i)) {
            cycle.create(Make.in("g" + g, Make.pod("g" + g + "-" + i, "1", "1Mi")));
          }
        }
      }
      for (int round = 0; round < 4; round++) {
        cycle.runAll();
        cycle.clock.advance(Duration.ofMinutes(6));
      }
      await().until(() -> cycle.queue.sizes().binding() == 0);
      boolean anyBound = false;
      boolean anyCouldRun = false;
      for (int g = 0; g < gangs.size(); g++) {
        int gang = g;
        long bound =
            cycle.api.bindings.stream().filter(b -> b.startsWith("g" + gang + "-")).count();
        int created = cycle.created("g" + g + "-");
        assertThat(bound == 0 || bound >= gangs.get(g).minMember())
            .as("gang %s of %s has %d bound", g, gangs, bound)
            .isTrue();
        anyBound |= bound > 0;
        anyCouldRun |= created >= gangs.get(g).minMember();
      }
      assertThat(anyBound).isEqualTo(anyCouldRun);
    }
  }

  @Provide
  Arbitrary<List<Integer>> order() {
    return Arbitraries.integers().between(0, 3).list().ofMinSize(1).ofMaxSize(6);
  }
}

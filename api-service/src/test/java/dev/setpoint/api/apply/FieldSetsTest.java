package dev.setpoint.api.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.node.ObjectNode;

/** The algebra of field sets against the same algebra of plain sets of paths. */
class FieldSetsTest {

  @Provide
  Arbitrary<List<String>> paths() {
    return Arbitraries.of("a", "b", "c")
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(steps -> "." + String.join(".", steps))
        .list()
        .ofMaxSize(8);
  }

  private static ObjectNode set(List<String> paths) {
    ObjectNode set = FieldSets.empty();
    for (String path : paths) {
      ObjectNode made = FieldSets.empty();
      Trail trail = Trail.into(made);
      for (String step : path.substring(1).split("\\.")) {
        trail = trail.at(PathElements.field(step));
      }
      trail.mark();
      set = FieldSets.union(set, made);
    }
    return set;
  }

  private static TreeSet<String> plain(ObjectNode set) {
    return new TreeSet<>(PathElements.paths(set));
  }

  @Property
  void unionHoldsWhatEitherHolds(@ForAll("paths") List<String> a, @ForAll("paths") List<String> b) {
    TreeSet<String> expected = new TreeSet<>(a);
    expected.addAll(b);
    assertThat(plain(FieldSets.union(set(a), set(b)))).isEqualTo(expected);
  }

  @Property
  void differenceHoldsWhatOnlyTheFirstHolds(
      @ForAll("paths") List<String> a, @ForAll("paths") List<String> b) {
    TreeSet<String> expected = new TreeSet<>(a);
    expected.removeAll(b);
    assertThat(plain(FieldSets.difference(set(a), set(b)))).isEqualTo(expected);
  }

  @Property
  void recursiveDifferenceDropsWhatIsBelowToo(
      @ForAll("paths") List<String> a, @ForAll("paths") List<String> b) {
    TreeSet<String> expected = new TreeSet<>(a);
    expected.removeIf(path -> b.stream().anyMatch(other -> (path + ".").startsWith(other + ".")));
    assertThat(plain(FieldSets.recursiveDifference(set(a), set(b)))).isEqualTo(expected);
  }

  @Property
  void intersectionHoldsWhatBothHold(
      @ForAll("paths") List<String> a, @ForAll("paths") List<String> b) {
    TreeSet<String> expected = new TreeSet<>(a);
    expected.retainAll(b);
    assertThat(plain(FieldSets.intersection(set(a), set(b)))).isEqualTo(expected);
  }
}

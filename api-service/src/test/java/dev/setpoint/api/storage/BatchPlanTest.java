package dev.setpoint.api.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.setpoint.api.storage.BatchPlan.Planned;
import dev.setpoint.common.resource.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BatchPlanTest {

  /** The same writes one at a time are the model: a batch must not be seen to be one. */
  @Property(tries = 300)
  void aBatchDoesWhatItsWritesWouldDoOneByOne(
      @ForAll @Size(max = 30) List<@IntRange(max = 8) Integer> kinds,
      @ForAll @IntRange(max = 5) int guess) {
    Map<ObjectKey, Long> model = new HashMap<>();
    long revision = 10;
    List<EncodedWrite> writes = new ArrayList<>();
    List<Class<?>> expected = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      ObjectKey key = new ObjectKey("ns", "o" + kinds.get(i) % 3);
      Long current = model.get(key);
      long against = (i + guess) % 4 == 0 || current == null ? 7 : current;
      switch (kinds.get(i) / 3) {
        case 0 -> {
          writes.add(EncodedWrite.of(new Write.Create(Objects.PODS, key, tree(key))));
          expected.add(current == null ? WriteResult.Done.class : WriteResult.Exists.class);
          if (current == null) {
            model.put(key, ++revision);
          }
        }
        case 1 -> {
          writes.add(EncodedWrite.of(new Write.Update(Objects.PODS, key, against, tree(key))));
          expected.add(outcome(current, against));
          if (current != null && current == against) {
            model.put(key, ++revision);
          }
        }
        default -> {
          writes.add(EncodedWrite.of(new Write.Delete(Objects.PODS, key, against, tree(key))));
          expected.add(outcome(current, against));
          if (current != null && current == against) {
            revision++;
            model.remove(key);
          }
        }
      }
    }
    BatchPlan plan = BatchPlan.of(10, Map.of(), writes);
    assertThat(plan.revision()).isEqualTo(revision);
    assertThat(plan.results()).extracting(Object::getClass).isEqualTo(expected);
    Map<ObjectKey, Long> after = new HashMap<>();
    long last = 10;
    for (Planned planned : plan.changes()) {
      Change change = planned.change();
      assertThat(change.revision()).isEqualTo(++last);
      assertThat(Objects.text(change.body()))
          .contains("\"resourceVersion\":\"" + change.revision() + "\"");
      assertThat(change.oldBody() == null).isEqualTo(change.op() == Change.Op.ADDED);
      if (planned.last() && change.op() != Change.Op.DELETED) {
        after.put(change.key(), change.revision());
      }
    }
    assertThat(after).isEqualTo(model);
  }

  private static Class<?> outcome(Long current, long against) {
    if (current == null) {
      return WriteResult.Missing.class;
    }
    return current == against ? WriteResult.Done.class : WriteResult.Stale.class;
  }

  private static tools.jackson.databind.node.ObjectNode tree(ObjectKey key) {
    return Objects.object(Objects.PODS, key, "l");
  }
}

package dev.setpoint.api.storage;

import dev.setpoint.api.storage.Change.Op;
import dev.setpoint.api.storage.EncodedWrite.ResourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of writes does, decided in order against the states read under the revision lock: a
 * later write sees the earlier ones, and only those that apply consume a revision.
 *
 * @param results one per write, in order
 * @param changes in revision order
 * @param revision the newest revision after the batch
 */
record BatchPlan(List<WriteResult> results, List<Planned> changes, long revision) {

  /** The row of an object as it was before the batch. */
  record Current(String uid, long revision, byte @Nullable [] body) {}

  /**
   * A change to be written.
   *
   * @param last whether no later change of the batch has the same key, so that this one decides the
   *     current state
   * @param first whether no earlier one has, so that the state before it is the stored row
   */
  record Planned(Change change, boolean first, boolean last) {}

  static BatchPlan of(long revision, Map<ResourceKey, Current> stored, List<EncodedWrite> writes) {
    Map<ResourceKey, Current> now = new HashMap<>(stored);
    List<WriteResult> results = new ArrayList<>(writes.size());
    List<Change> changes = new ArrayList<>(writes.size());
    long newest = revision;
    for (EncodedWrite write : writes) {
      ResourceKey key = write.key();
      Current current = now.get(key);
      WriteResult refused = refusal(write.write(), current);
      if (refused != null) {
        results.add(refused);
        continue;
      }
      newest++;
      byte[] body = write.at(newest);
      Op op;
      if (write.write() instanceof Write.Delete) {
        op = Op.DELETED;
        now.remove(key);
      } else {
        op = current == null ? Op.ADDED : Op.MODIFIED;
        now.put(key, new Current(write.uid(), newest, body));
      }
      changes.add(
          new Change(
              newest,
              key.type(),
              key.key(),
              write.uid(),
              op,
              body,
              current == null ? null : current.body()));
      results.add(new WriteResult.Done(new StoredObject(key.key(), write.uid(), newest, body)));
    }
    return new BatchPlan(results, placed(changes), newest);
  }

  private static @Nullable WriteResult refusal(Write write, @Nullable Current current) {
    return switch (write) {
      case Write.Create create -> current == null ? null : new WriteResult.Exists();
      case Write.Update update -> refusal(update.expectedRevision(), current);
      case Write.Delete delete -> refusal(delete.expectedRevision(), current);
    };
  }

  private static @Nullable WriteResult refusal(long expected, @Nullable Current current) {
    if (current == null) {
      return new WriteResult.Missing();
    }
    return current.revision() == expected ? null : new WriteResult.Stale();
  }

  private static List<Planned> placed(List<Change> changes) {
    boolean[] last = new boolean[changes.size()];
    Set<ResourceKey> seen = new HashSet<>();
    for (int i = changes.size() - 1; i >= 0; i--) {
      last[i] = seen.add(keyOf(changes.get(i)));
    }
    seen.clear();
    List<Planned> planned = new ArrayList<>(changes.size());
    for (int i = 0; i < changes.size(); i++) {
      planned.add(new Planned(changes.get(i), seen.add(keyOf(changes.get(i))), last[i]));
    }
    return planned;
  }

  private static ResourceKey keyOf(Change change) {
    return new ResourceKey(change.type(), change.key());
  }
}

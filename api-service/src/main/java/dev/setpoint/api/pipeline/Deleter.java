package dev.setpoint.api.pipeline;

import dev.setpoint.api.admission.Admission;
import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.api.storage.WriteResult;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes: at once, after a grace period, or once the last finalizer is gone
 * (k8s.io/apiserver/pkg/registry/generic/registry/store.go).
 */
@Component
public class Deleter {

  private static final int MAX_TRIES = 100;
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";

  private final ObjectStore store;
  private final Admission admission;
  private final Reservers reservers;
  private final Clock clock;

  Deleter(ObjectStore store, Admission admission, Reservers reservers, Clock clock) {
    this.store = store;
    this.admission = admission;
    this.reservers = reservers;
    this.clock = clock;
  }

  /**
   * What became of a deletion.
   *
   * @param document the object as it is left or was, or a success Status
   * @param removed whether it is gone
   */
  public record Outcome(Document document, boolean removed) {}

  public Outcome delete(WriteRequest request, DeleteOptions options) {
    String warning = request.strategy().orphanWarning();
    if (!warning.isEmpty()
        && options.orphanDependents() == null
        && options.propagationPolicy() == null) {
      request.warnings().add(warning);
    }
    admission.admit(admissionRequest(request, null));
    for (int attempt = 1; attempt <= MAX_TRIES; attempt++) {
      StoredObject existing =
          store
              .get(request.type(), request.key())
              .orElseThrow(() -> ApiException.notFound(request.type(), request.key().name()));
      Outcome done = attempt(request, existing, options);
      if (done != null) {
        return done;
      }
    }
    throw ApiException.modified(request.type(), request.key().name());
  }

  private @Nullable Outcome attempt(
      WriteRequest request, StoredObject existing, DeleteOptions options) {
    ResourceStrategy strategy = request.strategy();
    ObjectNode old = existing.tree();
    if (strategy.deletionOnlyMarks()) {
      checkMarkPreconditions(request, existing, options);
      if (!Metadata.isGoing(old)) {
        admission.validate(admissionRequest(request, old));
        return mark(request, existing, old, options);
      }
      if (!strategy.mayBeRemoved(old)) {
        return new Outcome(Document.of(existing), false);
      }
    }
    checkPreconditions(request.type(), existing, options);
    Grace grace = grace(strategy, old, options);
    if (grace == Grace.PENDING) {
      return new Outcome(answer(request, Document.of(existing), existing), false);
    }
    admission.validate(admissionRequest(request, old));
    List<String> finalizers = wantedFinalizers(strategy, old, options);
    boolean finalizersChange = !List.copyOf(Metadata.finalizers(old)).equals(finalizers);
    if (grace == Grace.NONE && finalizers.isEmpty() && !finalizersChange) {
      return remove(request, existing, old, null);
    }
    Metadata.setFinalizers(old, finalizers);
    if (grace == Grace.NONE && !finalizers.isEmpty()) {
      markAsGoing(old);
    }
    boolean stays =
        !finalizers.isEmpty()
            || (grace == Grace.BEGINS
                && old.path("metadata").path("deletionGracePeriodSeconds").asLong(0) > 0);
    if (!stays) {
      return remove(request, existing, old, grace == Grace.BEGINS ? old : null);
    }
    Document updated = update(request, existing, old);
    return updated == null ? null : new Outcome(updated, false);
  }

  private enum Grace {
    /** The kind knows no grace, or it has run out. */
    NONE,
    /** The object now carries the time by which it must go. */
    BEGINS,
    /** It is going already, and nothing asks for less time. */
    PENDING
  }

  /** Sets or shortens the grace period on {@code object}. */
  private Grace grace(ResourceStrategy strategy, ObjectNode object, DeleteOptions options) {
    Long given = options.gracePeriodSeconds();
    OptionalLong asked =
        given == null ? OptionalLong.empty() : OptionalLong.of(given < 0 ? 1 : given);
    OptionalLong granted = strategy.gracePeriodSeconds(object, asked);
    if (granted.isEmpty()) {
      return Grace.NONE;
    }
    ObjectNode metadata = Metadata.of(object);
    if (Metadata.isGoing(object)) {
      long current = metadata.path("deletionGracePeriodSeconds").asLong(0);
      if (current == 0) {
        return Grace.NONE;
      }
      if (asked.isEmpty() || asked.getAsLong() >= current) {
        return Grace.PENDING;
      }
      Instant end = Instant.parse(metadata.path("deletionTimestamp").asString(""));
      metadata.put(
          "deletionTimestamp", end.minusSeconds(current).plusSeconds(asked.getAsLong()).toString());
      metadata.put("deletionGracePeriodSeconds", asked.getAsLong());
      return Grace.BEGINS;
    }
    metadata.put(
        "deletionTimestamp",
        Instant.parse(Metadata.now(clock)).plusSeconds(granted.getAsLong()).toString());
    metadata.put("deletionGracePeriodSeconds", granted.getAsLong());
    bumpGeneration(metadata);
    return Grace.BEGINS;
  }

  private static void bumpGeneration(ObjectNode metadata) {
    long generation = metadata.path("generation").asLong(0);
    if (generation > 0) {
      metadata.put("generation", generation + 1);
    }
  }

  private void markAsGoing(ObjectNode object) {
    ObjectNode metadata = Metadata.of(object);
    if (!metadata.has("deletionGracePeriodSeconds")) {
      bumpGeneration(metadata);
    }
    String now = Metadata.now(clock);
    String there = metadata.path("deletionTimestamp").asString("");
    if (there.isEmpty() || Instant.parse(there).isAfter(Instant.parse(now))) {
      metadata.put("deletionTimestamp", now);
    }
    metadata.put("deletionGracePeriodSeconds", 0);
  }

  /** The first deletion of a kind that is emptied by a controller before it goes. */
  private @Nullable Outcome mark(
      WriteRequest request, StoredObject existing, ObjectNode object, DeleteOptions options) {
    Metadata.of(object).put("deletionTimestamp", Metadata.now(clock));
    request.strategy().markForDeletion(object);
    Metadata.setFinalizers(object, wantedFinalizers(request.strategy(), object, options));
    Document updated = update(request, existing, object);
    return updated == null ? null : new Outcome(updated, false);
  }

  private @Nullable Document update(
      WriteRequest request, StoredObject existing, ObjectNode object) {
    if (request.dryRun() || Metadata.sameButForVersion(object, existing.tree())) {
      return request.dryRun() ? Document.of(object) : Document.of(existing);
    }
    WriteResult result =
        store.write(new Write.Update(request.type(), request.key(), existing.revision(), object));
    return result instanceof WriteResult.Done(StoredObject stored) ? Document.of(stored) : null;
  }

  /**
   * @param shown what to answer where the kind answers objects; null for the stored state
   */
  private @Nullable Outcome remove(
      WriteRequest request, StoredObject existing, ObjectNode last, @Nullable ObjectNode shown) {
    if (request.dryRun()) {
      Document object = shown == null ? Document.of(existing) : Document.of(shown);
      return new Outcome(shown == null ? answer(request, object, existing) : object, true);
    }
    WriteResult result =
        store.write(new Write.Delete(request.type(), request.key(), existing.revision(), last));
    return switch (result) {
      case WriteResult.Done(StoredObject stored) -> {
        reservers.afterRemoval(request.type(), existing.tree());
        yield new Outcome(answer(request, Document.of(stored), existing), true);
      }
      case WriteResult.Missing() ->
          throw ApiException.notFound(request.type(), request.key().name());
      case WriteResult.Stale() -> null;
      case WriteResult.Exists() ->
          throw new IllegalStateException("A deletion found its key taken");
    };
  }

  /** The object itself, or a Status that names it. */
  private static Document answer(WriteRequest request, Document object, StoredObject existing) {
    if (request.strategy().returnsDeletedObject()) {
      return object;
    }
    ObjectNode status = KubeJson.TREES.createObjectNode();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details");
    details.put("name", existing.key().name());
    ResourceType type = request.strategy().type();
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    details.put("kind", type.plural());
    details.put("uid", existing.uid());
    return Document.of(status);
  }

  private static List<String> wantedFinalizers(
      ResourceStrategy strategy, ObjectNode object, DeleteOptions options) {
    List<String> current = Metadata.finalizers(object);
    if (!strategy.garbageCollected()) {
      return current;
    }
    boolean orphan = current.contains(ORPHAN);
    boolean foreground = !orphan && current.contains(FOREGROUND);
    orphan |= !foreground && strategy.orphansByDefault();
    if (options.orphanDependents() != null) {
      orphan = options.orphanDependents();
      foreground = false;
    } else if (options.propagationPolicy() != null) {
      orphan = options.propagationPolicy().equals("Orphan");
      foreground = options.propagationPolicy().equals("Foreground");
    }
    if (orphan == current.contains(ORPHAN) && foreground == current.contains(FOREGROUND)) {
      return current;
    }
    List<String> wanted = new ArrayList<>(current);
    wanted.removeAll(List.of(ORPHAN, FOREGROUND));
    if (orphan) {
      wanted.add(ORPHAN);
    }
    if (foreground) {
      wanted.add(FOREGROUND);
    }
    return List.copyOf(wanted);
  }

  /** Throws 409 unless this is the very object that the options ask to delete. */
  public static void checkPreconditions(
      ResourceType type, StoredObject existing, DeleteOptions options) {
    if (options.uid() != null && !options.uid().equals(existing.uid())) {
      throw kindConflict(
          type,
          existing.key().name(),
          "the UID in the precondition ("
              + options.uid()
              + ") does not match the UID in record ("
              + existing.uid()
              + "). The object might have been deleted and then recreated");
    }
    String revision = String.valueOf(existing.revision());
    if (options.resourceVersion() != null && !options.resourceVersion().equals(revision)) {
      throw kindConflict(
          type,
          existing.key().name(),
          "the ResourceVersion in the precondition ("
              + options.resourceVersion()
              + ") does not match the ResourceVersion in record ("
              + revision
              + "). The object might have been modified");
    }
  }

  /** These preconditions are named by kind, not by resource. */
  private static ApiException kindConflict(ResourceType type, String name, String why) {
    String subject = type.kind() + (type.group().isEmpty() ? "" : "." + type.group());
    return new ApiException(
        409,
        StatusReason.Conflict,
        "Operation cannot be fulfilled on " + subject + " \"" + name + "\": " + why,
        new ApiException.Details(type.group(), type.kind(), name, "", List.of(), 0));
  }

  private static void checkMarkPreconditions(
      WriteRequest request, StoredObject existing, DeleteOptions options) {
    if (options.uid() != null && !options.uid().equals(existing.uid())) {
      throw ApiException.conflict(
          request.type(),
          existing.key().name(),
          "Precondition failed: UID in precondition: "
              + options.uid()
              + ", UID in object meta: "
              + existing.uid());
    }
    String revision = String.valueOf(existing.revision());
    if (options.resourceVersion() != null && !options.resourceVersion().equals(revision)) {
      throw ApiException.conflict(
          request.type(),
          existing.key().name(),
          "Precondition failed: ResourceVersion in precondition: "
              + options.resourceVersion()
              + ", ResourceVersion in object meta: "
              + revision);
    }
  }

  private static AdmissionRequest admissionRequest(WriteRequest request, @Nullable ObjectNode old) {
    return new AdmissionRequest(
        AdmissionRequest.Operation.DELETE,
        request.type(),
        request.key(),
        request.subresource(),
        null,
        old,
        request.identity(),
        request.dryRun(),
        request.warnings());
  }
}

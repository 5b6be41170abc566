package dev.setpoint.api.pipeline;

import dev.setpoint.api.admission.Admission;
import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.api.apply.FieldManager;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.rest.GoText;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.api.storage.WriteResult;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusCause;
import dev.setpoint.common.json.KubeJson;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Updates with optimistic concurrency: what carries a resourceVersion must meet it, what carries
 * none is applied again to the newest state until it goes through.
 */
@Component
public class Updater {

  private static final int MAX_TRIES = 100;

  private final ObjectStore store;
  private final Admission admission;
  private final Reservers reservers;
  private final Creator creator;
  private final FieldManager fields;

  Updater(
      ObjectStore store,
      Admission admission,
      Reservers reservers,
      Creator creator,
      FieldManager fields) {
    this.fields = fields;
    this.store = store;
    this.admission = admission;
    this.reservers = reservers;
    this.creator = creator;
  }

  /**
   * What became of an update.
   *
   * @param created whether there was nothing to update, so that the object was created
   */
  public record Outcome(Document document, boolean created) {}

  /** Throws 400 when the body names another object than the URL. */
  public void checkTarget(WriteRequest request, ObjectNode object) {
    Targets.matchNamespace(object, request.key().namespace(), request.type().namespaced());
    Targets.matchName(object, request.key().name());
  }

  /**
   * Updates what is stored.
   *
   * @param change from a copy of the stored object (an empty one where there is none) to the wanted
   *     one; called again after a conflict
   * @param uid what the stored object's uid must be; null or empty for any
   * @param mayCreate whether a missing object is created
   */
  public Outcome update(
      WriteRequest request,
      UnaryOperator<ObjectNode> change,
      UpdateRules rules,
      @Nullable String uid,
      boolean mayCreate) {
    for (int attempt = 1; ; attempt++) {
      Optional<StoredObject> found = store.get(request.type(), request.key());
      if (found.isEmpty()) {
        checkUid(request, uid, "");
        if (!mayCreate) {
          throw ApiException.notFound(request.type(), request.key().name());
        }
        ObjectNode wanted = change.apply(KubeJson.TREES.createObjectNode());
        checkNoUid(request, wanted);
        checkTarget(request, wanted);
        return new Outcome(creator.create(request, wanted), true);
      }
      StoredObject existing = found.get();
      checkUid(request, uid, existing.uid());
      Document done = attempt(request, existing, change, rules, attempt == MAX_TRIES);
      if (done != null) {
        return new Outcome(done, false);
      }
    }
  }

  /** Null when another writer was faster and the change may be tried again. */
  private @Nullable Document attempt(
      WriteRequest request,
      StoredObject existing,
      UnaryOperator<ObjectNode> change,
      UpdateRules rules,
      boolean last) {
    ObjectNode old = existing.tree();
    ObjectNode given = change.apply(request.strategy().fromStored(existing.tree()));
    checkTarget(request, given);
    request.strategy().setDefaults(given);
    ObjectNode object = request.strategy().toStored(given);
    Metadata.dedupOwners(object, request.warnings());
    if (!rules.tracksFields()) {
      Metadata.carryManagedFields(object, old);
    } else if (!request.options().applies()) {
      fields.updated(request, old, object);
    }
    admission.admit(admissionRequest(request, object, old));
    checkVersion(request, object, existing.revision());

    Metadata.carryOver(object, old, request.key().namespace());
    Reserver.Reservation reserved = reservers.forUpdate(request, object, old);
    Document done = null;
    try {
      done = reserved(request, existing, object, old, rules, last);
      return done;
    } finally {
      if (done == null) {
        reserved.giveBack();
      } else {
        reserved.keep();
      }
    }
  }

  private @Nullable Document reserved(
      WriteRequest request,
      StoredObject existing,
      ObjectNode object,
      ObjectNode old,
      UpdateRules rules,
      boolean last) {
    rules.prepare(object, old);
    validate(request, object, old, rules);
    request.warnings().addAll(request.strategy().warnings(object, old));
    admission.validate(admissionRequest(request, object, old));

    Metadata.keepTimes(object, old);
    boolean remove = isReleased(request, object, old);
    if (!remove && Metadata.sameButForVersion(object, old)) {
      return Document.of(existing);
    }
    if (request.dryRun()) {
      Metadata.of(object).put("resourceVersion", String.valueOf(existing.revision()));
      return Document.of(object);
    }
    // Watchers see the object go as it was stored, with what held it until now.
    Write write =
        remove
            ? new Write.Delete(request.type(), request.key(), existing.revision(), existing.tree())
            : new Write.Update(request.type(), request.key(), existing.revision(), object);
    return switch (store.write(write)) {
      case WriteResult.Done(StoredObject stored) -> {
        if (remove) {
          reservers.afterRemoval(request.type(), old);
          Metadata.of(object).put("resourceVersion", String.valueOf(stored.revision()));
          yield Document.of(object);
        }
        yield Document.of(stored);
      }
      // The next try meets a named version again, and then says that it is not current.
      case WriteResult.Missing(), WriteResult.Stale() -> {
        if (last) {
          throw ApiException.modified(request.type(), request.key().name());
        }
        yield null;
      }
      case WriteResult.Exists() -> throw new IllegalStateException("An update found its key taken");
    };
  }

  /** What is applied to an object that is not there can't know its uid. */
  private static void checkNoUid(WriteRequest request, ObjectNode wanted) {
    String uid = Metadata.text(wanted, "uid");
    if (!uid.isEmpty()) {
      throw ApiException.conflict(
          request.type(),
          request.key().name(),
          "uid mismatch: the provided object specified uid "
              + uid
              + ", and no existing object was found");
    }
  }

  private static void checkUid(WriteRequest request, @Nullable String uid, String actual) {
    if (uid != null && !uid.isEmpty() && !uid.equals(actual)) {
      throw ApiException.conflict(
          request.type(),
          request.key().name(),
          "StorageError: invalid object, Code: 4, Key: /registry/"
              + request.type().plural()
              + "/"
              + request.key()
              + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + actual);
    }
  }

  /** A version that is named must be the current one. */
  private static void checkVersion(WriteRequest request, ObjectNode object, long current) {
    long version = version(object);
    if (version == 0) {
      if (!request.strategy().allowUnconditionalUpdate()) {
        throw ApiException.invalid(
            request.type().group(),
            request.type().plural(),
            request.key().name(),
            List.of(
                new StatusCause(
                    "FieldValueInvalid",
                    "Invalid value: 0x0: must be specified for an update",
                    "metadata.resourceVersion")));
      }
      return;
    }
    if (version != current) {
      throw ApiException.modified(request.type(), request.key().name());
    }
  }

  private static long version(ObjectNode object) {
    String version = Metadata.text(object, "resourceVersion");
    if (version.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(version);
    } catch (NumberFormatException e) {
      throw new ApiException(
          500,
          null,
          "strconv.ParseUint: parsing " + GoText.quote(version) + ": invalid syntax",
          null);
    }
  }

  private static void validate(
      WriteRequest request, ObjectNode object, ObjectNode old, UpdateRules rules) {
    FieldErrors errors = new FieldErrors();
    // The generic code and each kind's own both check metadata, so that causes come repeatedly.
    MetadataValidation.valid(object, errors);
    MetadataValidation.update(object, old, errors);
    MetadataValidation.update(object, old, errors);
    if (request.subresource().isEmpty() && request.strategy().revalidatesMetadata()) {
      MetadataValidation.valid(object, errors);
    }
    rules.validate(object, old, errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(
          request.type().group(), request.type().kind(), request.key().name(), errors.causes());
    }
  }

  /** Whether the update lets go of the last thing that held an object that is being deleted. */
  private static boolean isReleased(WriteRequest request, ObjectNode object, ObjectNode old) {
    return Metadata.isGoing(old)
        && Metadata.finalizers(object).isEmpty()
        && old.path("metadata").path("deletionGracePeriodSeconds").asLong(0) == 0
        && request.strategy().mayBeRemoved(object);
  }

  private static AdmissionRequest admissionRequest(
      WriteRequest request, ObjectNode object, ObjectNode old) {
    return new AdmissionRequest(
        AdmissionRequest.Operation.UPDATE,
        request.type(),
        request.key(),
        request.subresource(),
        object,
        old,
        request.identity(),
        request.dryRun(),
        request.warnings());
  }
}

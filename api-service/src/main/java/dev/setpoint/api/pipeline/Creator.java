package dev.setpoint.api.pipeline;

import dev.setpoint.api.admission.Admission;
import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.api.apply.FieldManager;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.api.storage.WriteResult;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.resource.ObjectKey;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Creates: defaults, admission, preparation, validation, store. */
@Component
public class Creator {

  private static final int GENERATED_NAME_TRIES = 8;

  private final ObjectStore store;
  private final Admission admission;
  private final Reservers reservers;
  private final NameGenerator names;
  private final Clock clock;
  private final FieldManager fields;

  Creator(
      ObjectStore store,
      Admission admission,
      Reservers reservers,
      NameGenerator names,
      Clock clock,
      FieldManager fields) {
    this.fields = fields;
    this.store = store;
    this.admission = admission;
    this.reservers = reservers;
    this.names = names;
    this.clock = clock;
  }

  /**
   * @param given decoded; this call owns it
   * @return the object in the form that is kept
   */
  public Document create(WriteRequest request, ObjectNode given) {
    ResourceStrategy strategy = request.strategy();
    String namespace = request.key().namespace();
    Targets.matchNamespace(given, namespace, request.type().namespaced());
    strategy.setDefaults(given);
    ObjectNode object = strategy.toStored(given);
    Metadata.dedupOwners(object, request.warnings());
    if (request.options().applies()) {
      Metadata.of(object).remove("resourceVersion");
    } else {
      fields.created(request, object);
    }
    String name = Metadata.text(object, "name");
    admission.admit(admissionRequest(request, new ObjectKey(namespace, name), object));
    long version = givenVersion(object);

    Metadata.clearForCreate(object, namespace);
    Metadata.of(object).remove("resourceVersion");
    String prefix = Metadata.text(object, "generateName");
    boolean generated = name.isEmpty() && !prefix.isEmpty();
    for (int attempt = 1; ; attempt++) {
      boolean last = !generated || attempt == GENERATED_NAME_TRIES;
      if (generated) {
        name = names.generate(prefix);
        Metadata.of(object).put("name", name);
      }
      // A kind may make its own fields from the name, so that each name starts afresh.
      Document created =
          create(
              request.withKey(new ObjectKey(namespace, name)),
              last ? object : object.deepCopy(),
              version);
      if (created != null) {
        return created;
      }
      if (last) {
        throw exists(request, new ObjectKey(namespace, name));
      }
    }
  }

  /** Null when the name is taken. */
  private @Nullable Document create(WriteRequest request, ObjectNode object, long version) {
    Metadata.fillForCreate(object, clock);
    Reserver.Reservation reserved = reservers.forCreate(request, object);
    Document created = null;
    try {
      created = reserved(request, object, version);
      return created;
    } finally {
      if (created == null) {
        reserved.giveBack();
      } else {
        reserved.keep();
      }
    }
  }

  private @Nullable Document reserved(WriteRequest request, ObjectNode object, long version) {
    ResourceStrategy strategy = request.strategy();
    strategy.prepareForCreate(object);
    validate(request, object, request.key().name());
    request.warnings().addAll(strategy.warnings(object, null));
    admission.validate(admissionRequest(request, request.key(), object));
    if (version != 0) {
      throw new ApiException(
          500, null, "resourceVersion should not be set on objects to be created", null);
    }
    if (request.dryRun()) {
      return store.get(request.type(), request.key()).isEmpty() ? Document.of(object) : null;
    }
    WriteResult result = store.write(new Write.Create(request.type(), request.key(), object));
    return result instanceof WriteResult.Done(StoredObject stored) ? Document.of(stored) : null;
  }

  private static void validate(WriteRequest request, ObjectNode object, String name) {
    FieldErrors errors = new FieldErrors();
    MetadataValidation.create(object, request.strategy(), errors);
    request.strategy().validate(object, errors);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(
          request.type().group(), request.type().kind(), name, errors.causes());
    }
  }

  /** Anything but a number counts as none, as the store's versioner reads it on create. */
  private static long givenVersion(ObjectNode object) {
    String version = Metadata.text(object, "resourceVersion");
    return version.matches("[0-9]{1,18}") ? Long.parseLong(version) : 0;
  }

  private ApiException exists(WriteRequest request, ObjectKey key) {
    Optional<StoredObject> there = store.get(request.type(), key);
    if (there.isPresent() && Metadata.isGoing(there.get().tree())) {
      return new ApiException(
          409,
          StatusReason.AlreadyExists,
          "object is being deleted: "
              + request.type().qualifiedName()
              + " \""
              + key.name()
              + "\" already exists",
          ApiException.Details.of(request.type(), key.name()));
    }
    return ApiException.alreadyExists(request.type(), key.name());
  }

  private static AdmissionRequest admissionRequest(
      WriteRequest request, ObjectKey key, ObjectNode object) {
    return new AdmissionRequest(
        AdmissionRequest.Operation.CREATE,
        request.type(),
        key,
        request.subresource(),
        object,
        null,
        request.identity(),
        request.dryRun(),
        request.warnings());
  }
}

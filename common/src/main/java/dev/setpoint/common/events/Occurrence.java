package dev.setpoint.common.events;

import dev.setpoint.common.resource.ResourceType;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Instant;

/** One thing that happened, as it waits to be written. */
record Occurrence(ObjectReference about, String type, String reason, String message, Instant time) {

  /** What makes two occurrences the same Event with a higher count. */
  record Identity(ObjectReference about, String type, String reason, String message) {}

  /** What makes occurrences alike but for their message, so that a flood of them is combined. */
  record Likeness(ObjectReference about, String type, String reason) {}

  /** What a budget of Events is kept for. */
  record Subject(String kind, String namespace, String name, String uid) {}

  static Occurrence of(
      HasMetadata object,
      String fieldPath,
      String type,
      String reason,
      String message,
      Instant time) {
    ObjectMeta meta = object.getMetadata();
    ResourceType resource = ResourceTypes.of(object.getClass());
    ObjectReferenceBuilder about =
        new ObjectReferenceBuilder()
            .withApiVersion(resource.apiVersion())
            .withKind(resource.kind())
            .withNamespace(meta.getNamespace())
            .withName(meta.getName())
            .withUid(meta.getUid())
            .withResourceVersion(meta.getResourceVersion());
    if (!fieldPath.isEmpty()) {
      about.withFieldPath(fieldPath);
    }
    return new Occurrence(about.build(), type, reason, message, time);
  }

  Identity identity() {
    return new Identity(unversioned(), type, reason, message);
  }

  Likeness likeness() {
    return new Likeness(unversioned(), type, reason);
  }

  Subject subject() {
    return new Subject(
        about.getKind(),
        String.valueOf(about.getNamespace()),
        about.getName(),
        String.valueOf(about.getUid()));
  }

  Occurrence withMessage(String text) {
    return new Occurrence(about, type, reason, text, time);
  }

  private ObjectReference unversioned() {
    return new ObjectReferenceBuilder(about).withResourceVersion(null).build();
  }
}

package dev.setpoint.api.registry.storage;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** VolumeAttachments: the wish that a volume be attached to a Node, and what came of it. */
@Component
final class VolumeAttachmentStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType("storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment", false);

  private final TableLayout table;

  VolumeAttachmentStrategy(Schemas schemas) {
    table =
        TableLayout.builder()
            .name()
            .named(
                "Attacher",
                schemas.describe("storage.v1.VolumeAttachmentSpec.attacher"),
                attachment -> text(attachment, "spec", "attacher"))
            .column(
                "PV",
                "string",
                schemas.describe("storage.v1.VolumeAttachmentSource.persistentVolumeName"),
                0,
                (attachment, now) -> text(attachment, "spec", "source", "persistentVolumeName"))
            .column(
                "Node",
                "string",
                schemas.describe("storage.v1.VolumeAttachmentSpec.nodeName"),
                0,
                (attachment, now) -> text(attachment, "spec", "nodeName"))
            .column(
                "Attached",
                "boolean",
                schemas.describe("storage.v1.VolumeAttachmentStatus.attached"),
                0,
                (attachment, now) -> flag(attachment, "status", "attached"))
            .age()
            .build();
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(Subresource.status("VolumeAttachment"));
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void prepareForCreate(ObjectNode attachment) {
    attachment.putObject("status").put("attached", false);
  }

  @Override
  public void validate(ObjectNode attachment, FieldErrors errors) {
    VolumeAttachmentRules.validate(attachment, errors);
    VolumeAttachmentRules.validateNew(attachment, errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode attachment, ObjectNode old) {
    copy(old, attachment, "status");
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode attachment, ObjectNode old, FieldErrors errors) {
    // Kubernetes checks it twice on update, and tells every cause twice.
    VolumeAttachmentRules.validate(attachment, errors);
    VolumeAttachmentRules.validate(attachment, errors);
    if (!same(attachment, old, "spec")) {
      errors.immutable(
          "spec",
          new GoFormat.Verbatim(
              "storage.VolumeAttachmentSpec{Attacher:"
                  + GoFormat.quote(text(attachment, "spec", "attacher"))
                  + ", Source:storage.VolumeAttachmentSource{PersistentVolumeName:"
                  + GoFormat.quote(text(attachment, "spec", "source", "persistentVolumeName"))
                  + ", InlineVolumeSpec:(*core.PersistentVolumeSpec)(nil)}, NodeName:"
                  + GoFormat.quote(text(attachment, "spec", "nodeName"))
                  + "}"));
    }
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode attachment, ObjectNode old) {
    copy(old, attachment, "spec");
    for (String field : List.of("labels", "annotations", "finalizers", "ownerReferences")) {
      copy(child(old, "metadata"), child(attachment, "metadata"), field);
    }
  }

  @Override
  public void validateStatusUpdate(ObjectNode attachment, ObjectNode old, FieldErrors errors) {
    validateUpdate(attachment, old, errors);
  }

  @Override
  public TableLayout table() {
    return table;
  }
}

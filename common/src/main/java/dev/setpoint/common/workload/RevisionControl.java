package dev.setpoint.common.workload;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes the revisions of workloads. */
public final class RevisionControl {

  private final Store<ControllerRevision> store;
  private final ApiClient api;
  private final String hashLabel;

  /**
   * @param hashLabel under which label a revision has its hash
   */
  public RevisionControl(Informers informers, ApiClient api, String hashLabel) {
    this.store = informers.informer(ControllerRevision.class).store();
    this.api = api;
    this.hashLabel = hashLabel;
  }

  /** The owner's revisions, oldest first. */
  public List<ControllerRevision> of(HasMetadata owner) {
    return Revisions.sorted(
        store.list(owner.getMetadata().getNamespace()).stream()
            .filter(revision -> Owners.isControlledBy(revision, owner))
            .toList());
  }

  /**
   * The revisions as they are now, and the one that is the owner's template.
   *
   * @param collisions how often a name was taken by another template so far
   */
  public record History(List<ControllerRevision> all, ControllerRevision current, int collisions) {}

  /** Finds the template's revision, makes it the latest if it is an older one, or adds it. */
  public History sync(HasMetadata owner, PodTemplateSpec template, @Nullable Integer collisions) {
    List<ControllerRevision> all = of(owner);
    ObjectNode data = Revisions.data(template);
    ControllerRevision known = Revisions.find(all, data);
    int salt = collisions == null ? 0 : collisions;
    if (known == null) {
      return create(owner, template, data, all, salt);
    }
    if (Revisions.number(known) + 1 >= Revisions.next(all)) {
      return new History(all, known, salt);
    }
    ControllerRevision renumbered =
        api.update(new ControllerRevisionBuilder(known).withRevision(Revisions.next(all)).build());
    List<ControllerRevision> now = new ArrayList<>(all);
    now.remove(known);
    now.add(renumbered);
    return new History(now, renumbered, salt);
  }

  private History create(
      HasMetadata owner,
      PodTemplateSpec template,
      ObjectNode data,
      List<ControllerRevision> all,
      int salt) {
    for (int collisions = salt; ; collisions++) {
      ControllerRevision wanted = revision(owner, template, data, all, collisions);
      try {
        List<ControllerRevision> now = new ArrayList<>(all);
        ControllerRevision made = api.create(wanted);
        now.add(made);
        return new History(now, made, collisions);
      } catch (ApiException e) {
        if (e.reason() != StatusReason.AlreadyExists) {
          throw e;
        }
        ControllerRevision there = api.find(ControllerRevision.class, ObjectKey.of(wanted));
        if (there != null && Owners.isControlledBy(there, owner) && Revisions.holds(there, data)) {
          List<ControllerRevision> now = new ArrayList<>(all);
          now.add(there);
          return new History(now, there, collisions);
        }
      }
    }
  }

  private ControllerRevision revision(
      HasMetadata owner,
      PodTemplateSpec template,
      ObjectNode data,
      List<ControllerRevision> all,
      int salt) {
    String hash = Revisions.hash(data, salt);
    Map<String, String> labels = new HashMap<>();
    if (template.getMetadata() != null && template.getMetadata().getLabels() != null) {
      labels.putAll(template.getMetadata().getLabels());
    }
    labels.put(hashLabel, hash);
    return new ControllerRevisionBuilder()
        .withNewMetadata()
        .withNamespace(owner.getMetadata().getNamespace())
        .withName(owner.getMetadata().getName() + "-" + hash)
        .withLabels(labels)
        .withAnnotations(owner.getMetadata().getAnnotations())
        .withOwnerReferences(Owners.controllerReference(owner))
        .endMetadata()
        .withData(data)
        .withRevision(Revisions.next(all))
        .build();
  }

  public void delete(ControllerRevision revision) {
    try {
      api.delete(revision, DeleteOptions.ofUid(revision.getMetadata().getUid()));
    } catch (ApiException e) {
      if (e.reason() != StatusReason.NotFound) {
        throw e;
      }
    }
  }
}

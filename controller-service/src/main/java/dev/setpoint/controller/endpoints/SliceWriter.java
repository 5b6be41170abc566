package dev.setpoint.controller.endpoints;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.client.DeleteOptions;
import dev.setpoint.common.controller.Expectations;
import dev.setpoint.common.controller.KeyQueue;
import dev.setpoint.common.controller.Watch;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.informer.Store;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.Owners;
import dev.setpoint.common.resource.SafeNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Brings the slices of one manager to what a plan says. */
final class SliceWriter {

  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  private final Store<EndpointSlice> slices;
  private final ApiClient api;
  private final String manager;

  /** Slices that were made and that the cache does not show yet, by Service. */
  private final Expectations expectations = new Expectations();

  SliceWriter(Informers informers, ApiClient api, String manager) {
    this.slices = informers.informer(EndpointSlice.class).store();
    this.api = api;
    this.manager = manager;
  }

  /** Queues the Service of a slice of ours, whoever changed it. */
  Watch<EndpointSlice> watch() {
    return new Watch<>(EndpointSlice.class, this::changed);
  }

  private void changed(
      @Nullable EndpointSlice before, @Nullable EndpointSlice after, KeyQueue queue) {
    for (EndpointSlice slice : new EndpointSlice[] {before, after}) {
      if (slice != null && isOurs(slice)) {
        ObjectKey service = serviceOf(slice);
        expectations.creationSettled(service, slice.getMetadata().getName());
        queue.add(service);
      }
    }
  }

  private static ObjectKey serviceOf(EndpointSlice slice) {
    return new ObjectKey(slice.getMetadata().getNamespace(), label(slice, Backends.SERVICE_NAME));
  }

  private static String label(EndpointSlice slice, String name) {
    @Nullable Map<String, String> labels = slice.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(name, "");
  }

  private boolean isOurs(EndpointSlice slice) {
    return label(slice, MANAGED_BY).equals(manager);
  }

  /** Whether the cache shows all slices that were made. */
  boolean isCurrent(ObjectKey service) {
    return expectations.satisfied(service);
  }

  void forget(ObjectKey service) {
    expectations.forget(service);
  }

  void clear() {
    expectations.clear();
  }

  /** Our slices of a Service that are not going. */
  List<EndpointSlice> of(ObjectKey service) {
    return slices.list(service.namespace()).stream()
        .filter(this::isOurs)
        .filter(slice -> serviceOf(slice).equals(service) && !Owners.isDeleting(slice))
        .toList();
  }

  /**
   * @param labels beside those that say whose the slices are
   * @param annotations those that every slice has
   * @param trigger the time of the change that is written; null takes it away
   */
  void apply(
      ObjectKey service,
      HasMetadata owner,
      SlicePlan plan,
      Map<String, String> labels,
      Map<String, String> annotations,
      @Nullable String trigger) {
    Map<String, String> wanted = new HashMap<>(labels);
    wanted.put(Backends.SERVICE_NAME, service.name());
    wanted.put(MANAGED_BY, manager);
    Map<String, String> notes = new HashMap<>(annotations);
    if (trigger != null) {
      notes.put(Backends.TRIGGER_TIME, trigger);
    }
    plan.keep()
        .forEach(
            (slice, content) -> {
              boolean same =
                  SlicePlan.isUpToDate(slice, content)
                      && wanted.equals(slice.getMetadata().getLabels())
                      && annotations.equals(withoutTrigger(slice));
              if (!same) {
                api.update(
                    filled(new EndpointSliceBuilder(slice), content)
                        .editMetadata()
                        .withLabels(wanted)
                        .withAnnotations(notes)
                        .endMetadata()
                        .build());
              }
            });
    plan.create().forEach(content -> create(service, owner, content, wanted, notes));
    plan.delete().forEach(this::delete);
  }

  private static Map<String, String> withoutTrigger(EndpointSlice slice) {
    Map<String, String> annotations = new HashMap<>();
    if (slice.getMetadata().getAnnotations() != null) {
      annotations.putAll(slice.getMetadata().getAnnotations());
    }
    annotations.remove(Backends.TRIGGER_TIME);
    return annotations;
  }

  private static EndpointSliceBuilder filled(
      EndpointSliceBuilder slice, SlicePlan.Content content) {
    return slice
        .withAddressType(content.family())
        .withPorts(content.ports())
        .withEndpoints(content.endpoints());
  }

  private void create(
      ObjectKey service,
      HasMetadata owner,
      SlicePlan.Content content,
      Map<String, String> labels,
      Map<String, String> annotations) {
    String prefix = service.name() + "-";
    String name = SafeNames.generate(prefix, ThreadLocalRandom.current());
    expectations.expectCreation(service, name);
    try {
      api.create(
          filled(new EndpointSliceBuilder(), content)
              .withNewMetadata()
              .withNamespace(service.namespace())
              .withName(name)
              .withGenerateName(prefix)
              .withLabels(labels)
              .withAnnotations(annotations)
              .withOwnerReferences(Owners.controllerReference(owner))
              .endMetadata()
              .build());
    } catch (ApiException e) {
      if (e.code() < 500) {
        expectations.creationSettled(service, name); // it is certain that it was not made
      }
      throw e;
    }
  }

  void delete(EndpointSlice slice) {
    try {
      api.delete(slice, DeleteOptions.ofUid(slice.getMetadata().getUid()));
    } catch (ApiException e) {
      if (e.reason() != StatusReason.NotFound) {
        throw e;
      }
    }
  }
}

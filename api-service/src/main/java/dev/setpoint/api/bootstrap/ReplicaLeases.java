package dev.setpoint.api.bootstrap;

import dev.setpoint.api.pipeline.SystemWriter;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.storage.ListQuery;
import dev.setpoint.api.storage.ObjectCursor;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.api.storage.StoredObject;
import dev.setpoint.api.storage.Write;
import dev.setpoint.common.host.HostName;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** A Lease for each replica of the API: kept up by it, and counted on by all. */
final class ReplicaLeases {

  static final ResourceType LEASES =
      new ResourceType("coordination.k8s.io", "v1", "leases", "Lease", true);
  private static final String NAMESPACE = "kube-system";
  private static final String IDENTITY = "apiserver.kubernetes.io/identity";
  private static final String KIND = "kube-apiserver";
  private static final String ADDRESS = "setpoint.dev/advertise-address";
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ObjectStore store;
  private final SystemWriter writer;
  private final Duration lasts;
  private final String address;
  private final ObjectKey key;
  private final String holder;

  ReplicaLeases(ObjectStore store, SystemWriter writer, Duration lasts, String address, int port) {
    this.store = store;
    this.writer = writer;
    this.lasts = lasts;
    this.address = address;
    String place = HostName.get() + " " + address + " " + port;
    String name =
        "apiserver-" + UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString();
    this.key = new ObjectKey(NAMESPACE, name);
    this.holder = name + "_" + UUID.randomUUID();
  }

  /** Says that this replica is there. */
  void renew(Instant now) {
    Optional<StoredObject> found = store.get(LEASES, key);
    if (found.isEmpty()) {
      writer.create(LEASES, key, fill(KubeJson.TREES.createObjectNode(), now));
    } else {
      store.write(
          new Write.Update(LEASES, key, found.get().revision(), fill(found.get().tree(), now)));
    }
  }

  private ObjectNode fill(ObjectNode lease, Instant now) {
    lease.put("apiVersion", LEASES.apiVersion()).put("kind", LEASES.kind());
    ObjectNode metadata = Trees.child(lease, "metadata");
    metadata.put("name", key.name()).put("namespace", NAMESPACE);
    Trees.child(metadata, "labels")
        .put(IDENTITY, KIND)
        .put("kubernetes.io/hostname", HostName.get());
    Trees.child(metadata, "annotations").put(ADDRESS, address);
    Trees.child(lease, "spec")
        .put("holderIdentity", holder)
        .put("leaseDurationSeconds", (int) lasts.toSeconds())
        .put("renewTime", MICROS.format(now));
    return lease;
  }

  /** Takes this replica out, unless another has its place by now. */
  void release() {
    Optional<StoredObject> found = store.get(LEASES, key);
    if (found.isPresent()
        && Trees.text(found.get().tree(), "spec", "holderIdentity").equals(holder)) {
      store.write(new Write.Delete(LEASES, key, found.get().revision(), found.get().tree()));
    }
  }

  /** Addresses of the replicas that are there; leases that ended long ago are put away. */
  SortedSet<String> addresses(Instant now) {
    SortedSet<String> addresses = new TreeSet<>();
    try (ObjectCursor all = store.list(new ListQuery(LEASES, NAMESPACE, 0, null, 0, null))) {
      while (all.hasNext()) {
        StoredObject lease = all.next();
        ObjectNode tree = lease.tree();
        if (!Trees.text(tree, "metadata", "labels", IDENTITY).equals(KIND)) {
          continue;
        }
        Instant end = end(tree);
        if (end.isAfter(now)) {
          addresses.add(Trees.text(tree, "metadata", "annotations", ADDRESS));
        } else if (end.plus(lasts).isBefore(now)) {
          store.write(new Write.Delete(LEASES, lease.key(), lease.revision(), tree));
        }
      }
    }
    addresses.remove("");
    return addresses;
  }

  private static Instant end(ObjectNode lease) {
    String renewed = Trees.text(lease, "spec", "renewTime");
    return renewed.isEmpty()
        ? Instant.EPOCH
        : Instant.parse(renewed).plusSeconds(Trees.number(lease, "spec", "leaseDurationSeconds"));
  }
}

package dev.setpoint.common.quota;

import dev.setpoint.common.resource.Quantity;
import dev.setpoint.common.resource.StorageClassNames;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Counts claims and the storage they ask for, of each class apart too. */
enum ClaimUsage implements QuotaUsage {
  OF_CLAIMS;

  private static final String CLASS_SUFFIX = ".storageclass.storage.k8s.io/";
  private static final String CLAIMS = "persistentvolumeclaims";
  private static final String STORAGE = "requests.storage";
  private static final Set<String> NAMES = Set.of("count/" + CLAIMS, CLAIMS, STORAGE);

  @Override
  public boolean counts(String resource) {
    return NAMES.contains(resource)
        || resource.endsWith(CLASS_SUFFIX + STORAGE)
        || resource.endsWith(CLASS_SUFFIX + CLAIMS);
  }

  @Override
  public Map<String, Quantity> usage(ObjectNode claim) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put("count/" + CLAIMS, ONE);
    usage.put(CLAIMS, ONE);
    Quantity storage =
        Quantity.of(claim.path("spec").path("resources").path("requests").path("storage"));
    Quantity allocated =
        Quantity.of(claim.path("status").path("allocatedResources").path("storage"));
    Quantity counted = storage.compareTo(allocated) >= 0 ? storage : allocated;
    usage.put(STORAGE, counted);
    String storageClass = StorageClassNames.of(claim);
    if (!storageClass.isEmpty()) {
      usage.put(storageClass + CLASS_SUFFIX + CLAIMS, ONE);
      usage.put(storageClass + CLASS_SUFFIX + STORAGE, counted);
    }
    return usage;
  }
}

package dev.setpoint.api.admission;

import static dev.setpoint.api.registry.Trees.at;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.core.Quantities;
import dev.setpoint.api.registry.core.StorageClassNames;
import dev.setpoint.api.schema.Quantity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Counts claims and the storage they ask for, of each class apart too. */
enum ClaimQuota implements QuotaEvaluator {
  EVALUATOR;

  private static final String CLASS_SUFFIX = ".storageclass.storage.k8s.io/";
  private static final String CLAIMS = "persistentvolumeclaims";
  private static final String STORAGE = "requests.storage";
  private static final Set<String> NAMES = Set.of("count/" + CLAIMS, CLAIMS, STORAGE);

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
  }

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
    Quantity storage = Quantities.of(at(claim, "spec", "resources", "requests", "storage"));
    Quantity allocated = Quantities.of(at(claim, "status", "allocatedResources", "storage"));
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

package dev.setpoint.api.admission;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.Trees;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Pods stay on a node that is not ready or unreachable for five minutes, unless they say else. */
@Component
final class DefaultTolerationSeconds implements AdmissionPlugin {

  private static final int SECONDS = 300;
  private static final List<String> TAINTS =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  @Override
  public String name() {
    return "DefaultTolerationSeconds";
  }

  @Override
  public int order() {
    return 330;
  }

  @Override
  public void admit(AdmissionRequest request) {
    if (request.object() == null
        || !request.subresource().isEmpty()
        || request.operation() == Operation.DELETE
        || !request.type().qualifiedName().equals("pods")) {
      return;
    }
    ObjectNode spec = Trees.child(request.object(), "spec");
    for (String taint : TAINTS) {
      if (!tolerates(spec, taint)) {
        ArrayNode tolerations = Trees.list(spec, "tolerations");
        tolerations
            .addObject()
            .put("key", taint)
            .put("operator", "Exists")
            .put("effect", "NoExecute")
            .put("tolerationSeconds", SECONDS);
      }
    }
  }

  private static boolean tolerates(ObjectNode spec, String taint) {
    return Trees.objects(spec, "tolerations").stream()
        .anyMatch(
            t -> {
              String key = Trees.text(t, "key");
              String effect = Trees.text(t, "effect");
              return (key.equals(taint) || key.isEmpty())
                  && (effect.equals("NoExecute") || effect.isEmpty());
            });
  }
}

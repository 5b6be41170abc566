package dev.setpoint.api.admission;

import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.registry.Trees;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Records in a signing request who made it, whatever it says of that itself. */
@Component
final class CertificateRequester implements AdmissionPlugin {

  @Override
  public String name() {
    return "CertificateRequester";
  }

  @Override
  public int order() {
    return 50;
  }

  @Override
  public void admit(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null
        || request.operation() != Operation.CREATE
        || !SigningRequests.concerns(request)) {
      return;
    }
    ObjectNode spec = Trees.child(object, "spec");
    spec.remove(List.of("uid", "groups", "extra"));
    spec.put("username", request.identity().user());
    if (!request.identity().uid().isEmpty()) {
      spec.put("uid", request.identity().uid());
    }
    if (!request.identity().groups().isEmpty()) {
      request.identity().groups().forEach(Trees.list(spec, "groups")::add);
    }
    request
        .identity()
        .extra()
        .forEach((key, values) -> values.forEach(Trees.list(Trees.child(spec, "extra"), key)::add));
  }
}

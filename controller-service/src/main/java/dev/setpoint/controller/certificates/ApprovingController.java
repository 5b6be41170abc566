package dev.setpoint.controller.certificates;

import dev.setpoint.common.client.ApiClient;
import dev.setpoint.common.controller.Result;
import dev.setpoint.common.informer.Informers;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ObjectKey;
import dev.setpoint.common.resource.ResourceTypes;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestSpec;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Approves what agents ask for themselves, where policy lets them. */
@Component
final class ApprovingController extends RequestController {

  private static final Logger log = LoggerFactory.getLogger(ApprovingController.class);

  private final ApiClient api;
  private final Clock clock;

  ApprovingController(Informers informers, ApiClient api, Clock clock) {
    super("approving", informers);
    this.api = api;
    this.clock = clock;
  }

  @Override
  Result reconcile(CertificateSigningRequest request) {
    if (Requests.hasCertificate(request)
        || Requests.is(request, "Approved")
        || Requests.is(request, "Denied")
        || !SignerRules.NODE_CLIENT.equals(request.getSpec().getSignerName())) {
      return Result.done();
    }
    CertificateSigningRequestSpec spec = request.getSpec();
    try {
      CertificateRequest parsed = CertificateRequest.parse(spec.getRequest());
      if (SignerRules.nodeClient(parsed, spec.getUsages()) != null) {
        return Result.done();
      }
      if (parsed.commonName().equals(spec.getUsername()) && allowed(spec, "selfnodeclient")) {
        approve(
            request, "Auto approving self kubelet client certificate after SubjectAccessReview.");
      } else if (allowed(spec, "nodeclient")) {
        approve(request, "Auto approving kubelet client certificate after SubjectAccessReview.");
      }
    } catch (IOException | IllegalArgumentException e) {
      log.debug("{} is no request that could be approved", request.getMetadata().getName(), e);
    }
    return Result.done();
  }

  private boolean allowed(CertificateSigningRequestSpec spec, String subresource) {
    SubjectAccessReview review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(spec.getUsername())
            .withUid(spec.getUid())
            .withGroups(spec.getGroups())
            .withExtra(spec.getExtra())
            .withNewResourceAttributes()
            .withGroup("certificates.k8s.io")
            .withResource("certificatesigningrequests")
            .withSubresource(subresource)
            .withVerb("create")
            .withVersion("*")
            .endResourceAttributes()
            .endSpec()
            .build();
    return Boolean.TRUE.equals(api.create(review).getStatus().getAllowed());
  }

  private void approve(CertificateSigningRequest request, String message) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    ObjectNode tree = KubeJson.toTree(request);
    ObjectNode status =
        tree.get("status") instanceof ObjectNode present ? present : tree.putObject("status");
    status
        .withArray("conditions")
        .addObject()
        .put("type", "Approved")
        .put("status", "True")
        .put("reason", "AutoApproved")
        .put("message", message)
        .put("lastUpdateTime", now);
    api.put(
        ResourceTypes.of(CertificateSigningRequest.class), ObjectKey.of(request), "approval", tree);
  }
}

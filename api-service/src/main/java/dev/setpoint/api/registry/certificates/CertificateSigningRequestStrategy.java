package dev.setpoint.api.registry.certificates;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.copy;
import static dev.setpoint.api.registry.Trees.text;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.registry.SubresourceRules;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.common.resource.ResourceType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** CertificateSigningRequests: the wish for a certificate, its approval, and the certificate. */
@Component
final class CertificateSigningRequestStrategy implements ResourceStrategy {

  private static final ResourceType TYPE =
      new ResourceType(
          "certificates.k8s.io",
          "v1",
          "certificatesigningrequests",
          "CertificateSigningRequest",
          false);

  private final TableLayout table;
  private final RequestConditions conditions;

  CertificateSigningRequestStrategy(Schemas schemas, Clock clock) {
    table = RequestColumns.layout(schemas);
    conditions = new RequestConditions(clock);
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public List<String> shortNames() {
    return List.of("csr");
  }

  @Override
  public List<Subresource> subresources() {
    return List.of(
        Subresource.status(TYPE.kind()),
        new Subresource("approval", "", "", TYPE.kind(), List.of("get", "patch", "update")));
  }

  @Override
  public Map<String, SubresourceRules> views() {
    return Map.of("approval", new Approval());
  }

  @Override
  public List<String> nameProblems(String name, boolean isPrefix) {
    return List.of();
  }

  /** Nobody may ask for something and grant it at once. */
  @Override
  public void prepareForCreate(ObjectNode request) {
    request.putObject("status");
  }

  @Override
  public void validate(ObjectNode request, FieldErrors errors) {
    RequestRules.validate(request, errors);
  }

  @Override
  public void prepareForUpdate(ObjectNode request, ObjectNode old) {
    copy(old, request, "spec");
    copy(old, request, "status");
  }

  @Override
  public boolean revalidatesMetadata() {
    return true;
  }

  @Override
  public void validateUpdate(ObjectNode request, ObjectNode old, FieldErrors errors) {
    RequestRules.validateUpdate(request, old, RequestRules.Path.MAIN, errors);
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode request, ObjectNode old) {
    copy(old, request, "spec");
    conditions.keepDecision(child(request, "status"), child(old, "status"));
    conditions.stamp(child(request, "status"), child(old, "status"));
  }

  @Override
  public void validateStatusUpdate(ObjectNode request, ObjectNode old, FieldErrors errors) {
    RequestRules.validateUpdate(request, old, RequestRules.Path.STATUS, errors);
  }

  /** The way to approve or deny: only conditions change. */
  private final class Approval implements SubresourceRules {
    @Override
    public void prepare(ObjectNode request, ObjectNode old) {
      copy(old, request, "spec");
      ObjectNode wanted = child(request, "status").deepCopy();
      copy(old, request, "status");
      copy(wanted, child(request, "status"), "conditions");
      conditions.stamp(child(request, "status"), child(old, "status"));
    }

    @Override
    public void validate(ObjectNode request, ObjectNode old, FieldErrors errors) {
      RequestRules.validateUpdate(request, old, RequestRules.Path.APPROVAL, errors);
    }
  }

  @Override
  public Map<String, Function<ObjectNode, String>> selectableFields() {
    return Map.of("spec.signerName", request -> text(request, "spec", "signerName"));
  }

  @Override
  public TableLayout table() {
    return table;
  }
}

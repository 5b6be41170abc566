package dev.setpoint.api.token;

import dev.setpoint.api.admission.Admission;
import dev.setpoint.api.admission.AdmissionRequest;
import dev.setpoint.api.admission.AdmissionRequest.Operation;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.PostedObjects;
import dev.setpoint.api.rest.SubresourceHandler;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code serviceaccounts/token}: checks a TokenRequest and fills in its status. */
@Component
final class TokenRequestHandler implements SubresourceHandler {

  private static final String GROUP = "authentication.k8s.io";
  private static final String KIND = "TokenRequest";
  private static final long MIN_SECONDS = 600;
  private static final long MAX_SECONDS = 1L << 32;

  private final PostedObjects posts;
  private final TokenIssuer issuer;
  private final Admission admission;

  TokenRequestHandler(PostedObjects posts, TokenIssuer issuer, Admission admission) {
    this.admission = admission;
    this.posts = posts;
    this.issuer = issuer;
  }

  @Override
  public boolean serves(ResourceType type, String subresource) {
    return subresource.equals("token") && type.qualifiedName().equals("serviceaccounts");
  }

  @Override
  public Set<String> methods() {
    return Set.of("POST");
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    PostedObjects.Posted posted = posts.read(exchange, GROUP + "/v1", KIND);
    ObjectNode request = posted.object();
    checkTarget(request, exchange);
    ObjectNode spec = Trees.child(request, "spec");
    Trees.defaultNumber(spec, "expirationSeconds", 3600);
    issuer.requireAccount(exchange.key());
    checkLifetime(spec.path("expirationSeconds").asLong());
    admission.admit(
        new AdmissionRequest(
            Operation.CREATE,
            exchange.type(),
            exchange.key(),
            "token",
            request,
            null,
            RequestIdentity.of(exchange.request()),
            posted.options().dryRun(),
            posted.warnings()));
    posts.answer(posted, issuer.issue(exchange.key(), spec, posted.warnings()));
  }

  private static void checkTarget(ObjectNode request, Exchange exchange) {
    String namespace = Trees.text(request, "metadata", "namespace");
    if (!namespace.isEmpty() && !namespace.equals(exchange.namespace())) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    String name = Trees.text(request, "metadata", "name");
    if (!name.isEmpty() && !name.equals(exchange.name())) {
      FieldErrors errors = new FieldErrors();
      errors.invalid("metadata.name", name, "must match the service account name if specified");
      throw ApiException.invalid(GROUP, KIND, exchange.name(), errors.causes());
    }
  }

  private static void checkLifetime(long seconds) {
    FieldErrors errors = new FieldErrors();
    String field = "spec.expirationSeconds";
    if (seconds < MIN_SECONDS) {
      errors.invalid(field, seconds, "may not specify a duration less than 10 minutes");
    }
    if (seconds > MAX_SECONDS) {
      errors.invalid(field, seconds, "may not specify a duration larger than 2^32 seconds");
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(GROUP, KIND, "", errors.causes());
    }
  }
}

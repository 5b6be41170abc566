package dev.setpoint.api.review;

import dev.setpoint.api.auth.Authorizers;
import dev.setpoint.api.auth.Grant;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.common.error.ApiException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers what the three reviews of access ask. */
@Component
final class AccessReviews {

  private final Authorizers authorizers;
  private final ReviewExchange reviews;

  AccessReviews(Authorizers authorizers, ReviewExchange reviews) {
    this.authorizers = authorizers;
    this.reviews = reviews;
  }

  void subject(Exchange exchange) throws IOException {
    reviews.run(
        exchange,
        review -> {
          FieldErrors errors = new FieldErrors();
          AccessRules.check(review, true, errors);
          AccessRules.metadata(review.path("metadata"), "must be empty", errors);
          refuse(errors);
          return answer(review, named(review.path("spec")));
        });
  }

  void local(Exchange exchange) throws IOException {
    reviews.run(
        exchange,
        review -> {
          FieldErrors errors = new FieldErrors();
          AccessRules.check(review, true, errors);
          ObjectNode metadata = Trees.child(review, "metadata").deepCopy();
          metadata.remove("namespace");
          AccessRules.metadata(metadata, "must be empty except for namespace", errors);
          AccessRules.local(review, exchange.namespace(), errors);
          refuse(errors);
          Trees.child(review, "metadata").put("namespace", exchange.namespace());
          return answer(review, named(review.path("spec")));
        });
  }

  void self(Exchange exchange) throws IOException {
    reviews.run(
        exchange,
        review -> {
          FieldErrors errors = new FieldErrors();
          AccessRules.check(review, false, errors);
          AccessRules.metadata(review.path("metadata"), "must be empty", errors);
          refuse(errors);
          return answer(review, RequestIdentity.of(exchange.request()));
        });
  }

  private static void refuse(FieldErrors errors) {
    if (!errors.isEmpty()) {
      throw ApiException.invalid(ReviewKind.AUTHORIZATION, "", "", errors.causes());
    }
  }

  private ObjectNode answer(ObjectNode review, RequestIdentity who) {
    RequestInfo what = request(review.path("spec"));
    Grant grant = authorizers.grant(who, what);
    String reason = grant == null ? authorizers.refusal(who, what) : grant.reason();
    ObjectNode status = review.putObject("status").put("allowed", grant != null);
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    return review;
  }

  private static RequestIdentity named(JsonNode spec) {
    Map<String, List<String>> extra = new HashMap<>();
    spec.path("extra").properties().forEach(e -> extra.put(e.getKey(), Trees.texts(e.getValue())));
    return new RequestIdentity(
        Trees.text(spec, "user"), Trees.text(spec, "uid"), Trees.texts(spec, "groups"), extra);
  }

  private static RequestInfo request(JsonNode spec) {
    JsonNode resource = spec.path("resourceAttributes");
    JsonNode path = spec.path("nonResourceAttributes");
    return resource.isObject()
        ? RequestInfo.asked(
            Trees.text(resource, "verb"),
            Trees.text(resource, "group"),
            Trees.text(resource, "version"),
            Trees.text(resource, "namespace"),
            Trees.text(resource, "resource"),
            Trees.text(resource, "subresource"),
            Trees.text(resource, "name"))
        : RequestInfo.askedPath(Trees.text(path, "verb"), Trees.text(path, "path"));
  }
}

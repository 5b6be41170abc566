package dev.setpoint.api.review;

import dev.setpoint.api.auth.Authorizers;
import dev.setpoint.api.auth.PolicyRule;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.common.error.ApiException;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists what the caller may do in a namespace. */
@Component
final class RulesReview {

  private final Authorizers authorizers;
  private final ReviewExchange reviews;

  RulesReview(Authorizers authorizers, ReviewExchange reviews) {
    this.authorizers = authorizers;
    this.reviews = reviews;
  }

  void answer(Exchange exchange) throws IOException {
    RequestIdentity who = RequestIdentity.of(exchange.request());
    reviews.run(
        exchange,
        review -> {
          String namespace = Trees.text(review, "spec", "namespace");
          if (namespace.isEmpty()) {
            throw ApiException.badRequest("no namespace on request");
          }
          // Kubernetes' own answer forgets the question.
          review.putObject("spec");
          fill(review.putObject("status"), authorizers.rules(who, namespace), who);
          return review;
        });
  }

  private void fill(ObjectNode status, List<PolicyRule> rules, RequestIdentity who) {
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    for (PolicyRule rule : rules) {
      if (!rule.resources().isEmpty()) {
        ObjectNode out = resources.addObject();
        put(out, "verbs", rule.verbs());
        put(out, "apiGroups", rule.apiGroups());
        put(out, "resources", rule.resources());
        put(out, "resourceNames", rule.resourceNames());
      }
      if (!rule.nonResourceUrls().isEmpty()) {
        ObjectNode out = paths.addObject();
        put(out, "verbs", rule.verbs());
        put(out, "nonResourceURLs", rule.nonResourceUrls());
      }
    }
    String unlisted = authorizers.unlisted(who);
    status.put("incomplete", !unlisted.isEmpty());
    if (!unlisted.isEmpty()) {
      status.put("evaluationError", unlisted);
    }
  }

  private static void put(ObjectNode out, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode list = out.putArray(field);
      values.forEach(list::add);
    }
  }
}

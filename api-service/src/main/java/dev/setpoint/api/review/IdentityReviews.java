package dev.setpoint.api.review;

import dev.setpoint.api.auth.BearerTokens;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.auth.TokenChecker.Outcome;
import dev.setpoint.api.auth.TokenProperties;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.Exchange;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Says who a token, or the caller, is. */
@Component
final class IdentityReviews {

  private final BearerTokens tokens;
  private final TokenProperties properties;
  private final ReviewExchange reviews;
  private final Clock clock;

  IdentityReviews(
      BearerTokens tokens, TokenProperties properties, ReviewExchange reviews, Clock clock) {
    this.tokens = tokens;
    this.properties = properties;
    this.reviews = reviews;
    this.clock = clock;
  }

  void self(Exchange exchange) throws IOException {
    reviews.run(
        exchange,
        review -> {
          Trees.child(review, "metadata")
              .put("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
          review.putObject("status").set("userInfo", user(RequestIdentity.of(exchange.request())));
          return review;
        });
  }

  void token(Exchange exchange) throws IOException {
    reviews.run(
        exchange,
        review -> {
          ObjectNode spec = Trees.child(review, "spec");
          ObjectNode status = review.putObject("status");
          String token = Trees.text(spec, "token");
          List<String> asked = Trees.texts(spec, "audiences");
          List<String> audiences = asked.isEmpty() ? properties.audiences() : asked;
          if (token.isEmpty()) {
            status.putObject("user");
            return review;
          }
          switch (tokens.check(token, audiences)) {
            case Outcome.Accepted(RequestIdentity identity, List<String> meant) -> {
              status.put("authenticated", true);
              status.set("user", user(identity));
              put(status, "audiences", meant);
            }
            case Outcome.Refused(String why) -> {
              status.putObject("user");
              status.put("error", why);
            }
            case Outcome.Unknown() -> status.putObject("user");
          }
          return review;
        });
  }

  private static ObjectNode user(RequestIdentity identity) {
    ObjectNode out =
        dev.setpoint.common.json.KubeJson.TREES.createObjectNode().put("username", identity.user());
    if (!identity.uid().isEmpty()) {
      out.put("uid", identity.uid());
    }
    put(out, "groups", identity.groups());
    if (!identity.extra().isEmpty()) {
      ObjectNode extra = out.putObject("extra");
      new TreeMap<>(identity.extra()).forEach((key, values) -> put(extra, key, values));
    }
    return out;
  }

  private static void put(ObjectNode out, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode list = out.putArray(field);
      values.forEach(list::add);
    }
  }
}

package dev.setpoint.api.review;

import dev.setpoint.api.pipeline.Targets;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.PostedObjects;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a review, has it answered, and writes the answer. */
@Component
final class ReviewExchange {

  private final PostedObjects posts;

  ReviewExchange(PostedObjects posts) {
    this.posts = posts;
  }

  /**
   * @param answer from the review as sent, without its status, to the one that is answered
   */
  void run(Exchange exchange, UnaryOperator<ObjectNode> answer) throws IOException {
    PostedObjects.Posted posted =
        posts.read(exchange, exchange.type().apiVersion(), exchange.type().kind());
    ObjectNode review = posted.object();
    Targets.matchNamespace(review, exchange.namespace(), exchange.type().namespaced());
    review.remove("status");
    Trees.child(review, "metadata");
    if (review.get("spec") instanceof ObjectNode spec) {
      prune(spec);
    }
    ObjectNode answered = answer.apply(review);
    ObjectNode metadata = Trees.child(answered, "metadata");
    if (!metadata.has("creationTimestamp")) {
      metadata.putNull("creationTimestamp");
    }
    posts.answer(posted, answered);
  }

  /** Leaves out what Go's {@code omitempty} does: nulls, empty texts and empty lists. */
  private static void prune(ObjectNode object) {
    object.removeIf(ReviewExchange::isNothing);
    for (JsonNode value : object) {
      if (value instanceof ObjectNode child) {
        prune(child);
      }
      for (JsonNode item : value) {
        if (value.isArray() && item instanceof ObjectNode child) {
          prune(child);
        }
      }
    }
  }

  private static boolean isNothing(JsonNode value) {
    return value.isNull()
        || (value.isString() && value.stringValue().isEmpty())
        || (value.isArray() && value.isEmpty());
  }
}

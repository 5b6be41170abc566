package dev.setpoint.api.review;

import dev.setpoint.api.pipeline.Decoder;
import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.pipeline.Targets;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.Accept;
import dev.setpoint.api.rest.Answers;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.Options;
import dev.setpoint.api.rest.RequestBody;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a review, has it answered, and writes the answer. */
@Component
final class ReviewExchange {

  private final Decoder decoder;
  private final Answers answers;

  ReviewExchange(Decoder decoder, Answers answers) {
    this.decoder = decoder;
    this.answers = answers;
  }

  /**
   * @param answer from the review as sent, without its status, to the one that is answered
   */
  void run(Exchange exchange, UnaryOperator<ObjectNode> answer) throws IOException {
    Accept accept = answers.negotiate(exchange);
    RequestBody body = RequestBody.read(exchange.request());
    Warnings warnings = new Warnings();
    var options = Options.write(exchange, "CreateOptions");
    ObjectNode review =
        decoder.decode(
            body.bytes(),
            body.format(),
            exchange.type().apiVersion(),
            exchange.type().kind(),
            options.fieldValidation(),
            warnings);
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
    answers.write(exchange, accept, 201, Document.of(answered), warnings);
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

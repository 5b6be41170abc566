package dev.setpoint.api.rest;

import dev.setpoint.api.pipeline.Decoder;
import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.pipeline.WriteOptions;
import dev.setpoint.common.json.KubeJson;
import java.io.IOException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Reads objects that are posted to be acted on rather than stored, and answers them with 201. */
@Component
public final class PostedObjects {

  private final Decoder decoder;
  private final Answers answers;

  PostedObjects(Decoder decoder, Answers answers) {
    this.decoder = decoder;
    this.answers = answers;
  }

  /** One request's object, and what its answer depends on. */
  public record Posted(
      Exchange exchange,
      ObjectNode object,
      WriteOptions options,
      Warnings warnings,
      Accept accept) {}

  /** Throws ApiException for a body that is no such object, and for unusable options. */
  public Posted read(Exchange exchange, String apiVersion, String kind) throws IOException {
    Accept accept = answers.negotiate(exchange);
    RequestBody body = RequestBody.read(exchange.request());
    Warnings warnings = exchange.warnings();
    WriteOptions options = Options.write(exchange, "CreateOptions");
    ObjectNode object =
        decoder.decode(
            body.bytes(), body.format(), apiVersion, kind, options.fieldValidation(), warnings);
    return new Posted(exchange, object, options, warnings, accept);
  }

  public void answer(Posted posted, ObjectNode object) throws IOException {
    answers.write(posted.exchange(), posted.accept(), 201, Document.of(object), posted.warnings());
  }

  /** Says that it is done, with a Status. */
  public void answerDone(Posted posted) throws IOException {
    ObjectNode status = KubeJson.TREES.createObjectNode();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Success").put("code", 201);
    answer(posted, status);
  }
}

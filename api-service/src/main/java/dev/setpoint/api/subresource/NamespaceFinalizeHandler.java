package dev.setpoint.api.subresource;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.Decoder;
import dev.setpoint.api.pipeline.UpdateRules;
import dev.setpoint.api.pipeline.Updater;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.Names;
import dev.setpoint.api.registry.Trees;
import dev.setpoint.api.rest.Accept;
import dev.setpoint.api.rest.Answers;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.Options;
import dev.setpoint.api.rest.RequestBody;
import dev.setpoint.api.rest.SubresourceHandler;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code namespaces/finalize}: changes spec.finalizers, which hold a namespace until emptied. */
@Component
final class NamespaceFinalizeHandler implements SubresourceHandler {

  private final Updater updater;
  private final Decoder decoder;
  private final Answers answers;

  NamespaceFinalizeHandler(Updater updater, Decoder decoder, Answers answers) {
    this.updater = updater;
    this.decoder = decoder;
    this.answers = answers;
  }

  @Override
  public boolean serves(ResourceType type, String subresource) {
    return subresource.equals("finalize") && type.qualifiedName().equals("namespaces");
  }

  @Override
  public Set<String> methods() {
    return Set.of("PUT");
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    Accept accept = answers.negotiate(exchange);
    Warnings warnings = exchange.warnings();
    var options = Options.write(exchange, "UpdateOptions");
    RequestBody body = RequestBody.read(exchange.request());
    ObjectNode wanted =
        decoder.decode(
            body.bytes(),
            body.format(),
            exchange.type().apiVersion(),
            exchange.type().kind(),
            options.fieldValidation(),
            warnings);
    WriteRequest write =
        new WriteRequest(
            exchange.strategy(),
            exchange.key(),
            "finalize",
            options,
            RequestIdentity.of(exchange.request()),
            warnings);
    updater.checkTarget(write, wanted);
    Updater.Outcome outcome =
        updater.update(
            write,
            current -> wanted.deepCopy(),
            new FinalizeRules(),
            Trees.text(wanted, "metadata", "uid"),
            false);
    answers.write(exchange, accept, 200, outcome.document(), warnings);
  }

  private static final class FinalizeRules implements UpdateRules {
    @Override
    public void prepare(ObjectNode object, ObjectNode old) {
      Trees.copy(old, object, "status");
      Trees.child(object, "spec");
    }

    @Override
    public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
      List<String> finalizers = Trees.texts(object, "spec", "finalizers");
      for (int i = 0; i < finalizers.size(); i++) {
        String finalizer = finalizers.get(i);
        String path = "spec.finalizers[" + i + "]";
        for (String problem : Names.qualifiedName(finalizer)) {
          errors.invalid(path, finalizer, problem);
        }
        if (finalizer.indexOf('/') < 0 && !finalizer.equals("kubernetes")) {
          errors.invalid(
              path,
              finalizer,
              "name is neither a standard finalizer name nor is it fully qualified");
        }
      }
    }
  }
}

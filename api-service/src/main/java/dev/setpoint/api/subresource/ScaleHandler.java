package dev.setpoint.api.subresource;

import dev.setpoint.api.apply.Applier;
import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.pipeline.Decoder;
import dev.setpoint.api.pipeline.Document;
import dev.setpoint.api.pipeline.PatchType;
import dev.setpoint.api.pipeline.Patcher;
import dev.setpoint.api.pipeline.UpdateRules;
import dev.setpoint.api.pipeline.Updater;
import dev.setpoint.api.pipeline.Warnings;
import dev.setpoint.api.pipeline.WriteOptions;
import dev.setpoint.api.pipeline.WriteRequest;
import dev.setpoint.api.registry.LabelSelectors;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.registry.TableLayout;
import dev.setpoint.api.rest.Accept;
import dev.setpoint.api.rest.Answers;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.Options;
import dev.setpoint.api.rest.RequestBody;
import dev.setpoint.api.rest.SubresourceHandler;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.api.storage.ObjectStore;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusCause;
import dev.setpoint.common.json.KubeJson;
import dev.setpoint.common.resource.ResourceType;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code scale} of every kind that has spec.replicas and lists the subresource. */
@Component
final class ScaleHandler implements SubresourceHandler {

  private static final ResourceType SCALE =
      new ResourceType("autoscaling", "v1", "scales", "Scale", true);

  private final ObjectStore store;
  private final Updater updater;
  private final Patcher patcher;
  private final Decoder decoder;
  private final Answers answers;
  private final ResourceRegistry registry;
  private final Applier applier;
  private final TableLayout columns;

  ScaleHandler(
      ObjectStore store,
      Updater updater,
      Patcher patcher,
      Decoder decoder,
      Answers answers,
      ResourceRegistry registry,
      Applier applier,
      Schemas schemas) {
    this.applier = applier;
    this.columns = Scale.columns(schemas);
    this.registry = registry;
    this.store = store;
    this.updater = updater;
    this.patcher = patcher;
    this.decoder = decoder;
    this.answers = answers;
  }

  @Override
  public boolean serves(ResourceType type, String subresource) {
    return subresource.equals("scale")
        && registry
            .find(type.group(), type.version(), type.plural())
            .filter(s -> s.subresources().stream().anyMatch(sub -> sub.name().equals("scale")))
            .isPresent();
  }

  @Override
  public Set<String> methods() {
    return Set.of("GET", "PUT", "PATCH");
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    String method = exchange.request().getMethod();
    if (method.equals("GET")) {
      Accept accept = answers.negotiate(exchange);
      ObjectNode parent =
          store
              .get(exchange.type(), exchange.key())
              .orElseThrow(() -> ApiException.notFound(exchange.type(), exchange.name()))
              .tree();
      answers.write(exchange, accept, 200, Document.of(Scale.of(parent)), new Warnings(), columns);
    } else if (method.equals("PUT")) {
      put(exchange);
    } else {
      patch(exchange);
    }
  }

  private void put(Exchange exchange) throws IOException {
    Accept accept = answers.negotiate(exchange);
    WriteRequest write = write(exchange, Options.write(exchange, "UpdateOptions"));
    RequestBody body = RequestBody.read(exchange.request());
    ObjectNode scale =
        decoder.decode(
            body.bytes(),
            body.format(),
            SCALE.apiVersion(),
            SCALE.kind(),
            write.options().fieldValidation(),
            write.warnings());
    updater.checkTarget(write, scale);
    apply(
        exchange, accept, write, current -> scale, scale.path("metadata").path("uid").asString(""));
  }

  private void patch(Exchange exchange) throws IOException {
    PatchType type = PatchType.of(exchange.request().getContentType());
    if (type == null) {
      throw Patcher.unsupported();
    }
    Accept accept = answers.negotiate(exchange);
    if (type == PatchType.APPLY) {
      serverSideApply(exchange, accept);
      return;
    }
    WriteRequest write = write(exchange, Options.write(exchange, "PatchOptions"));
    Patcher.Patch patch = new Patcher.Patch(type, RequestBody.bytes(exchange.request()), SCALE);
    apply(
        exchange,
        accept,
        write,
        current ->
            patcher.apply(patch, current, write.options().fieldValidation(), write.warnings()),
        null);
  }

  /** What is applied to the scale is applied to the number of replicas that its object asks for. */
  private void serverSideApply(Exchange exchange, Accept accept) throws IOException {
    WriteRequest write = write(exchange, Options.apply(exchange.query()));
    byte[] body = RequestBody.bytes(exchange.request());
    ObjectNode scale = decoder.applied(body, write.options().fieldValidation(), write.warnings());
    applier.check(scale, SCALE);
    ObjectNode wanted = KubeJson.TREES.createObjectNode();
    wanted.put("apiVersion", exchange.type().apiVersion()).put("kind", exchange.type().kind());
    if (scale.get("metadata") instanceof ObjectNode metadata) {
      wanted.set("metadata", metadata.deepCopy());
    }
    JsonNode replicas = checked(scale, exchange.name()).path("spec").path("replicas");
    if (replicas.isIntegralNumber()) {
      wanted.putObject("spec").set("replicas", replicas);
    }
    Updater.Outcome outcome =
        updater.update(
            write,
            parent -> applier.apply(write, parent, wanted),
            UpdateRules.main(exchange.strategy()),
            null,
            false);
    Document shown = Document.of(Scale.of(outcome.document().tree()));
    answers.write(exchange, accept, 200, shown, write.warnings(), columns);
  }

  private static WriteRequest write(Exchange exchange, WriteOptions options) {
    return new WriteRequest(
        exchange.strategy(),
        exchange.key(),
        "scale",
        options,
        RequestIdentity.of(exchange.request()),
        exchange.warnings());
  }

  private void apply(
      Exchange exchange,
      Accept accept,
      WriteRequest write,
      UnaryOperator<ObjectNode> change,
      @Nullable String uid)
      throws IOException {
    Updater.Outcome outcome =
        updater.update(
            write,
            parent -> {
              ObjectNode scale = change.apply(Scale.of(parent));
              updater.checkTarget(write, scale);
              return Scale.into(parent, checked(scale, exchange.name()));
            },
            UpdateRules.main(exchange.strategy()),
            uid,
            false);
    Document shown = Document.of(Scale.of(outcome.document().tree()));
    answers.write(exchange, accept, 200, shown, write.warnings(), columns);
  }

  private static ObjectNode checked(ObjectNode scale, String name) {
    JsonNode replicas = scale.path("spec").path("replicas");
    if (replicas.asLong(0) < 0) {
      throw ApiException.invalid(
          SCALE.group(),
          SCALE.kind(),
          name,
          List.of(
              new StatusCause(
                  "FieldValueInvalid",
                  "Invalid value: " + replicas.asLong(0) + ": must be greater than or equal to 0",
                  "spec.replicas")));
    }
    return scale;
  }

  /** The autoscaling/v1 view of a parent object. */
  private static final class Scale {

    private Scale() {}

    static TableLayout columns(Schemas schemas) {
      return TableLayout.builder()
          .plainName()
          .column(
              "Desired",
              "integer",
              schemas.describe("autoscaling.v1.ScaleSpec.replicas"),
              0,
              (scale, now) -> scale.path("spec").path("replicas").asInt(0))
          .column(
              "Available",
              "integer",
              schemas.describe("autoscaling.v1.ScaleStatus.replicas"),
              0,
              (scale, now) -> scale.path("status").path("replicas").asInt(0))
          .age()
          .build();
    }

    static ObjectNode of(ObjectNode parent) {
      ObjectNode scale = KubeJson.TREES.createObjectNode();
      scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
      ObjectNode metadata = scale.putObject("metadata");
      for (String field :
          List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
        JsonNode value = parent.path("metadata").get(field);
        if (value != null) {
          metadata.set(field, value);
        }
      }
      ObjectNode spec = scale.putObject("spec");
      int replicas = parent.path("spec").path("replicas").asInt(0);
      if (replicas != 0) {
        spec.put("replicas", replicas);
      }
      ObjectNode status = scale.putObject("status");
      status.put("replicas", parent.path("status").path("replicas").asInt(0));
      String selector = selector(parent.path("spec").path("selector"));
      if (!selector.isEmpty()) {
        status.put("selector", selector);
      }
      return scale;
    }

    /** A ReplicationController's selector is a map of labels, that of the others has operators. */
    private static String selector(JsonNode selector) {
      boolean plain = selector.valueStream().allMatch(JsonNode::isString);
      return LabelSelectors.shown(
          plain ? KubeJson.TREES.createObjectNode().set("matchLabels", selector) : selector, "");
    }

    /**
     * @param parent is changed
     */
    static ObjectNode into(ObjectNode parent, ObjectNode scale) {
      ObjectNode spec =
          parent.get("spec") instanceof ObjectNode object ? object : parent.putObject("spec");
      spec.put("replicas", scale.path("spec").path("replicas").asInt(0));
      String version = scale.path("metadata").path("resourceVersion").asString("");
      ObjectNode metadata = (ObjectNode) parent.get("metadata");
      if (version.isEmpty()) {
        metadata.remove("resourceVersion");
      } else {
        metadata.put("resourceVersion", version);
      }
      return parent;
    }
  }
}

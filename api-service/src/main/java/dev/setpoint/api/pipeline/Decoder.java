package dev.setpoint.api.pipeline;

import dev.setpoint.api.pipeline.WriteOptions.FieldValidation;
import dev.setpoint.api.protobuf.ProtobufBody;
import dev.setpoint.api.registry.ResourceRegistry;
import dev.setpoint.api.rest.GoText;
import dev.setpoint.api.schema.GoJson;
import dev.setpoint.api.schema.TypeSchema;
import dev.setpoint.common.error.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns a body into a tree of the expected kind, with every error in kube-apiserver's words. */
@Component
public class Decoder {

  private static final String TYPE_META =
      "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string"
          + " \"json:\\\"kind,omitempty\\\"\" }";
  private static final String SCHEME = "in scheme \"pkg/api/legacyscheme/scheme.go:30\"";
  private static final String META_VERSION = "meta.k8s.io/v1";
  private static final int SHOWN = 30;
  private static final Set<String> SUBRESOURCE_KINDS =
      Set.of("autoscaling/v1/Scale", "v1/Binding", "policy/v1/Eviction");

  /** Versions that Kubernetes can still read, though it serves them no more. */
  private static final Set<String> FORMER_VERSIONS =
      Set.of("apps/v1beta1", "apps/v1beta2", "coordination.k8s.io/v1beta1");

  /** The one body that may be of an older version, with the same fields: an Eviction. */
  private static final Kind OLD_EVICTION = new Kind("policy/v1beta1", "Eviction");

  private static final Kind EVICTION = new Kind("policy/v1", "Eviction");

  private final ResourceRegistry registry;
  private final TypeChecker checker;
  private final ProtobufBody protobuf;

  Decoder(ResourceRegistry registry, ObjectProvider<TypeChecker> checker, ProtobufBody protobuf) {
    this.registry = registry;
    this.protobuf = protobuf;
    this.checker = checker.getIfAvailable(() -> (version, kind, object) -> TypeChecker.Result.FITS);
  }

  /** A body whose syntax was fine, and what came twice in it. */
  record Parsed(JsonNode root, List<String> duplicates) {}

  /** Reads a create or update body; apiVersion and kind may be left out. */
  public ObjectNode decode(
      byte[] body,
      BodyFormat format,
      String apiVersion,
      String kind,
      FieldValidation validation,
      Warnings warnings) {
    if (format == BodyFormat.PROTOBUF) {
      return decodeProtobuf(body, apiVersion, kind);
    }
    Parsed parsed = parse(body, format, kind);
    ObjectNode object = typed(parsed.root(), body, kind);
    Kind given = current(kindOf(object, body, apiVersion, kind));
    checkKind(given, apiVersion, kind);
    object.put("apiVersion", apiVersion);
    TypeChecker.Result result = checker.check(apiVersion, kind, object);
    if (result.mismatch() != null) {
      throw unhandled(given, kind, result.mismatch());
    }
    String strict =
        reportStrict(
            problems(parsed.duplicates(), result.unknownFields(), format),
            format,
            validation,
            warnings);
    if (!strict.isEmpty()) {
      throw unhandled(given, kind, strict);
    }
    return object;
  }

  /** Unknown fields are passed over, as protobuf has it: nothing here is strict. */
  private ObjectNode decodeProtobuf(byte[] body, String apiVersion, String kind) {
    ProtobufBody.Envelope envelope;
    try {
      envelope = ProtobufBody.open(body);
    } catch (ProtobufBody.Unreadable e) {
      throw unrecognized(e.message(), body, kind);
    }
    String version = envelope.apiVersion();
    boolean named = !version.isEmpty() && version.indexOf('/') == version.lastIndexOf('/');
    Kind given =
        current(
            new Kind(
                named ? version : apiVersion, envelope.kind().isEmpty() ? kind : envelope.kind()));
    checkKind(given, apiVersion, kind);
    TypeSchema type = protobuf.schema(apiVersion, kind);
    if (type == null) {
      throw unhandled(
          given,
          kind,
          "object *" + kind + " does not implement the protobuf marshalling interface");
    }
    ObjectNode object;
    try {
      object = protobuf.read(envelope.message(), type);
    } catch (ProtobufBody.Unreadable e) {
      throw unhandled(given, kind, e.message());
    }
    object.put("apiVersion", apiVersion).put("kind", kind);
    TypeChecker.Result result = checker.check(apiVersion, kind, object);
    if (result.mismatch() != null) {
      throw unhandled(given, kind, result.mismatch());
    }
    return object;
  }

  private static Kind current(Kind given) {
    return given.equals(OLD_EVICTION) ? EVICTION : given;
  }

  private void checkKind(Kind given, String apiVersion, String kind) {
    if (!given.apiVersion().equals(apiVersion) || !given.kind().equals(kind)) {
      if (given.kind().equals(kind) && FORMER_VERSIONS.contains(given.apiVersion())) {
        throw ApiException.badRequest(
            "the API version in the data ("
                + given.apiVersion()
                + ") does not match the expected API version ("
                + apiVersion
                + ")");
      }
      throw wrongKind(given, apiVersion, kind);
    }
  }

  /**
   * Reads what is to be applied: YAML, of which JSON is a part. Its fields are checked when it is
   * applied; what came twice is told here.
   */
  public ObjectNode applied(byte[] body, FieldValidation validation, Warnings warnings) {
    YamlTree tree;
    try {
      tree = YamlTree.read(body);
    } catch (UnreadableBody e) {
      throw ApiException.badRequest(
          "error decoding YAML: error converting YAML to JSON: " + e.getMessage());
    }
    JsonNode root = tree.root();
    if (!root.isObject() && !root.isNull()) {
      throw ApiException.badRequest(
          "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot"
              + " unmarshal "
              + goType(root)
              + " into Go value of type map[string]interface {}");
    }
    if (!tree.duplicates().isEmpty()) {
      switch (validation) {
        case IGNORE -> {}
        case WARN -> warnings.addAll(tree.duplicates());
        case STRICT ->
            throw ApiException.badRequest(
                "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal"
                    + " errors:\n  "
                    + String.join("\n  ", tree.duplicates()));
      }
    }
    return root instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
  }

  /** Reads options that come as a body, which kube-apiserver refuses with a plain 500. */
  public JsonNode options(byte[] body, BodyFormat format, String kind) {
    try {
      return switch (format) {
        case JSON -> parseJson(body, true).root();
        case YAML -> YamlTree.read(body).root();
        case PROTOBUF -> {
          ProtobufBody.Envelope envelope = ProtobufBody.open(body);
          TypeSchema type = Objects.requireNonNull(protobuf.schema(META_VERSION, kind), kind);
          ObjectNode options = protobuf.read(envelope.message(), type);
          yield options.put("apiVersion", envelope.apiVersion()).put("kind", envelope.kind());
        }
      };
    } catch (UnreadableBody e) {
      String text = String.valueOf(e.getMessage());
      throw new ApiException(
          500,
          null,
          format == BodyFormat.JSON ? "couldn't get version/kind; json parse error: " + text : text,
          null);
    } catch (ProtobufBody.Unreadable e) {
      throw new ApiException(500, null, e.message(), null);
    }
  }

  /**
   * Checks an object made by a patch.
   *
   * @return what is wrong with it, as decoding it would say; empty when it fits
   */
  String recheck(
      ObjectNode object,
      String apiVersion,
      String kind,
      List<String> duplicates,
      FieldValidation validation,
      Warnings warnings) {
    Kind given = kindOf(object, new byte[0], apiVersion, kind);
    if (!given.apiVersion().equals(apiVersion) || !given.kind().equals(kind)) {
      return "no kind "
          + GoText.quote(given.kind())
          + " is registered for version "
          + GoText.quote(given.apiVersion())
          + " "
          + SCHEME;
    }
    TypeChecker.Result result = checker.check(apiVersion, kind, object);
    if (result.mismatch() != null) {
      return result.mismatch();
    }
    return reportStrict(
        problems(duplicates, result.unknownFields(), BodyFormat.JSON),
        BodyFormat.JSON,
        validation,
        warnings);
  }

  private record Kind(String apiVersion, String kind) {
    String version() {
      return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }
  }

  private static Parsed parse(byte[] body, BodyFormat format, String kind) {
    try {
      return switch (format) {
        case JSON -> parseJson(body, true);
        case YAML -> {
          YamlTree tree = YamlTree.read(body);
          yield new Parsed(tree.root(), tree.duplicates());
        }
        case PROTOBUF -> throw new IllegalStateException("Protobuf is decoded by itself");
      };
    } catch (UnreadableBody e) {
      String text = String.valueOf(e.getMessage());
      throw unrecognized(
          format == BodyFormat.JSON ? "couldn't get version/kind; json parse error: " + text : text,
          body,
          kind);
    }
  }

  /** Reads JSON; throws UnreadableBody with the message that Go would give. */
  static Parsed parseJson(byte[] body, boolean intoStruct) {
    try {
      JsonTree tree = JsonTree.read(body, intoStruct);
      return new Parsed(tree.root(), tree.duplicates());
    } catch (JacksonException | UnreadableBody e) {
      String problem = GoJson.problem(body);
      throw new UnreadableBody(problem.isEmpty() ? limit(e) : problem);
    }
  }

  /** What was exceeded, where the syntax is right. */
  private static String limit(RuntimeException e) {
    boolean depth = String.valueOf(e.getMessage()).contains("nesting depth");
    return depth ? "exceeded max depth" : "exceeded max length of a name or a number";
  }

  private static ObjectNode typed(JsonNode root, byte[] body, String kind) {
    if (root instanceof ObjectNode object) {
      return object;
    }
    if (root.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    throw unrecognized(
        "couldn't get version/kind; json parse error: json: cannot unmarshal "
            + goType(root)
            + " into Go value of type "
            + TYPE_META,
        body,
        kind);
  }

  private static Kind kindOf(ObjectNode object, byte[] body, String apiVersion, String kind) {
    String givenVersion = text(object, "apiVersion", body, kind);
    String givenKind = text(object, "kind", body, kind);
    if (givenVersion.isEmpty()) {
      givenVersion = apiVersion;
      object.put("apiVersion", apiVersion);
    }
    if (givenKind.isEmpty()) {
      givenKind = kind;
      object.put("kind", kind);
    }
    if (givenVersion.indexOf('/') != givenVersion.lastIndexOf('/')) {
      throw unrecognized("unexpected GroupVersion string: " + givenVersion, body, kind);
    }
    return new Kind(givenVersion, givenKind);
  }

  private static String text(ObjectNode object, String field, byte[] body, String kind) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw unrecognized(
          "couldn't get version/kind; json parse error: json: cannot unmarshal "
              + goType(value)
              + " into Go struct field ."
              + field
              + " of type string",
          body,
          kind);
    }
    return value.stringValue();
  }

  /** How encoding/json names a value's type. */
  static String goType(JsonNode node) {
    if (node.isObject()) {
      return "object";
    }
    if (node.isArray()) {
      return "array";
    }
    return node.isString() ? "string" : node.isNumber() ? "number" : "bool";
  }

  private ApiException wrongKind(Kind given, String apiVersion, String kind) {
    String why =
        isKnown(given)
            ? "converting ("
                + given.version()
                + "."
                + given.kind()
                + ") to ("
                + internalGroup(apiVersion)
                + "."
                + kind
                + "): unknown conversion"
            : "no kind "
                + GoText.quote(given.kind())
                + " is registered for version "
                + GoText.quote(given.apiVersion())
                + " "
                + SCHEME;
    return unhandled(given, kind, why);
  }

  private boolean isKnown(Kind kind) {
    String item =
        kind.kind().endsWith("List")
            ? kind.kind().substring(0, kind.kind().length() - 4)
            : kind.kind();
    return registry.findByKind(kind.apiVersion(), item).isPresent()
        || SUBRESOURCE_KINDS.contains(kind.apiVersion() + "/" + kind.kind());
  }

  private static String internalGroup(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    if (slash < 0) {
      return "core";
    }
    String group = apiVersion.substring(0, slash);
    int dot = group.indexOf('.');
    return dot < 0 ? group : group.substring(0, dot);
  }

  private static ApiException unhandled(Kind given, String kind, String why) {
    return ApiException.badRequest(
        given.kind()
            + " in version "
            + GoText.quote(given.version())
            + " cannot be handled as a "
            + kind
            + ": "
            + why);
  }

  private static ApiException unrecognized(String why, byte[] body, String kind) {
    return ApiException.badRequest(
        "the object provided is unrecognized (must be of type "
            + kind
            + "): "
            + why
            + " ("
            + summary(body)
            + ")");
  }

  private static String summary(byte[] body) {
    if (body.length == 0) {
      return "<empty>";
    }
    int length = Math.min(body.length, SHOWN);
    String more = body.length > SHOWN ? " ..." : "";
    return (body[0] == '{'
            ? new String(body, 0, length, StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(body, 0, length))
        + more;
  }

  private static List<String> problems(
      List<String> duplicates, List<String> unknown, BodyFormat format) {
    if (duplicates.isEmpty() && unknown.isEmpty()) {
      return List.of();
    }
    List<String> problems = new ArrayList<>();
    for (String path : duplicates) {
      // What is unknown is skipped before it could be seen twice.
      if (!unknown.contains(path)) {
        problems.add(format == BodyFormat.YAML ? path : "duplicate field " + GoText.quote(path));
      }
    }
    unknown.forEach(path -> problems.add("unknown field " + GoText.quote(path)));
    return problems;
  }

  /** Warns, or returns the strict decoding error; empty when there is none. */
  private static String reportStrict(
      List<String> problems, BodyFormat format, FieldValidation validation, Warnings warnings) {
    if (problems.isEmpty()) {
      return "";
    }
    return switch (validation) {
      case IGNORE -> "";
      case WARN -> {
        warnings.addAll(problems);
        yield "";
      }
      case STRICT ->
          "strict decoding error: "
              + (format == BodyFormat.YAML && problems.getFirst().startsWith("line ")
                  ? "yaml: unmarshal errors:\n  " + String.join("\n  ", problems)
                  : String.join(", ", problems));
    };
  }
}

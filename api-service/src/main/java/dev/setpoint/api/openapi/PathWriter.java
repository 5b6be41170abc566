package dev.setpoint.api.openapi;

import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.api.registry.Subresource;
import dev.setpoint.api.schema.Schemas;
import dev.setpoint.api.schema.TypeSchema;
import dev.setpoint.common.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the paths of one kind, with the operations its verbs allow. */
final class PathWriter {

  private static final QueryParameter NAMESPACE =
      new QueryParameter("namespace", "string", "object name and auth scope, such as for teams");

  private final ObjectNode paths;
  private final SchemaWriter types;
  private final Schemas schemas;
  private final Dialect dialect;
  private final List<DocumentedSubresource> documented;

  PathWriter(
      ObjectNode paths,
      SchemaWriter types,
      Schemas schemas,
      Dialect dialect,
      List<DocumentedSubresource> documented) {
    this.paths = paths;
    this.types = types;
    this.schemas = schemas;
    this.dialect = dialect;
    this.documented = documented;
  }

  /** One operation in the making. */
  private record Operation(
      String action, String id, String description, String group, String version, String kind) {}

  void write(ResourceStrategy strategy) {
    ResourceType type = strategy.type();
    TypeSchema schema = schemas.ofKind(type.apiVersion(), type.kind());
    if (schema == null) {
      return;
    }
    TypeSchema list = schemas.ofKind(type.apiVersion(), type.kind() + "List");
    String listType = list == null ? schema.name() : list.name();
    String base = type.groupVersionPath();
    String scoped =
        (type.namespaced() ? base + "/namespaces/{namespace}/" : base + "/") + type.plural();
    List<String> verbs = strategy.verbs();

    if (type.namespaced() && verbs.contains("list")) {
      ObjectNode all = path(base + "/" + type.plural(), type, false, false);
      list(all, type, listType, type.kind() + "ForAllNamespaces", "");
    }
    ObjectNode collection = path(scoped, type, type.namespaced(), false);
    if (verbs.contains("list")) {
      list(collection, type, listType, type.kind(), scope(type));
    }
    if (verbs.contains("create")) {
      ObjectNode post = operation(collection, "post", own(type, "post", "create", "create a "));
      writing(post, schema.name());
      answers(post, schema.name(), "200", "201", "202");
    }
    if (verbs.contains("deletecollection")) {
      ObjectNode delete =
          operation(
              collection,
              "delete",
              own(type, "deletecollection", "deleteCollection", "delete collection of "));
      query(delete, QueryParameter.LIST.stream().filter(p -> !isOfWatch(p)).toList());
      query(delete, QueryParameter.DELETE);
      options(delete);
      answers(delete, SchemaWriter.STATUS, "200");
    }
    object(strategy, type, schema.name(), scoped + "/{name}");
    for (Subresource sub : strategy.subresources()) {
      subresource(type, sub, schema.name(), scoped + "/{name}/" + sub.name());
    }
  }

  private void object(ResourceStrategy strategy, ResourceType type, String schema, String path) {
    List<String> verbs = strategy.verbs();
    if (!strategy.stored() && !verbs.contains("get")) {
      return;
    }
    ObjectNode object = path(path, type, type.namespaced(), true);
    if (verbs.contains("get")) {
      ObjectNode get = operation(object, "get", own(type, "get", "read", "read the specified "));
      answers(get, schema, "200");
    }
    if (verbs.contains("update")) {
      ObjectNode put =
          operation(object, "put", own(type, "put", "replace", "replace the specified "));
      writing(put, schema);
      answers(put, schema, "200", "201");
    }
    if (verbs.contains("patch")) {
      ObjectNode patch =
          operation(
              object, "patch", own(type, "patch", "patch", "partially update the specified "));
      patching(patch);
      answers(patch, schema, "200", "201");
    }
    if (verbs.contains("delete")) {
      ObjectNode delete = operation(object, "delete", own(type, "delete", "delete", "delete a "));
      query(delete, QueryParameter.DELETE);
      options(delete);
      answers(delete, SchemaWriter.STATUS, "200", "202");
    }
  }

  private void subresource(ResourceType type, Subresource sub, String parent, String path) {
    boolean parents = sub.version().isEmpty() || sub.kind().equals(type.kind());
    String group = parents ? type.group() : sub.group();
    String version = parents ? type.version() : sub.version();
    TypeSchema other =
        parents
            ? null
            : schemas.ofKind(group.isEmpty() ? version : group + "/" + version, sub.kind());
    String schema = other == null ? parent : other.name();
    Optional<DocumentedSubresource> extra =
        documented.stream().filter(d -> d.serves(type, sub.name())).findFirst();
    String answer = extra.isPresent() && extra.get().answersText() ? "" : schema;
    ObjectNode item = path(path, type, type.namespaced(), true);
    for (String verb : sub.verbs()) {
      Op op = Op.of(verb);
      if (op == null) {
        continue;
      }
      String id = op.name + groupVersionId(type) + scope(type) + type.kind() + capital(sub.name());
      String words = op.words + " " + sub.name() + " of the specified " + type.kind();
      ObjectNode node =
          operation(
              item,
              op.method,
              new Operation(op.method, id, words, group, version, sub.kind()),
              type);
      extra.ifPresent(e -> query(node, e.parameters()));
      switch (op) {
        case READ -> answers(node, answer, "200");
        case CREATE -> {
          writing(node, schema);
          answers(node, answer, "200", "201", "202");
        }
        case REPLACE -> {
          writing(node, schema);
          answers(node, answer, "200", "201");
        }
        case PATCH -> {
          patching(node);
          answers(node, answer, "200", "201");
        }
      }
    }
  }

  private enum Op {
    READ("get", "read", "read"),
    CREATE("post", "create", "create"),
    REPLACE("put", "replace", "replace"),
    PATCH("patch", "patch", "partially update");

    private final String method;
    private final String name;
    private final String words;

    Op(String method, String name, String words) {
      this.method = method;
      this.name = name;
      this.words = words;
    }

    static @Nullable Op of(String verb) {
      return switch (verb) {
        case "get" -> READ;
        case "create" -> CREATE;
        case "update" -> REPLACE;
        case "patch" -> PATCH;
        default -> null;
      };
    }
  }

  private void list(
      ObjectNode path, ResourceType type, String listType, String what, String scope) {
    ObjectNode get =
        operation(
            path,
            "get",
            new Operation(
                "list",
                "list" + groupVersionId(type) + scope + what,
                "list or watch objects of kind " + type.kind(),
                type.group(),
                type.version(),
                type.kind()),
            type);
    query(get, QueryParameter.LIST);
    answers(get, listType, "200");
  }

  private ObjectNode path(String path, ResourceType type, boolean namespace, boolean name) {
    ObjectNode out = paths.putObject(path);
    ArrayNode parameters = out.putArray("parameters");
    if (name) {
      dialect.parameter(
          parameters,
          "path",
          new QueryParameter("name", "string", "name of the " + type.kind()),
          true);
    }
    if (namespace) {
      dialect.parameter(parameters, "path", NAMESPACE, true);
    }
    dialect.parameter(parameters, "query", QueryParameter.PRETTY, false);
    return out;
  }

  private record Own(Operation operation, ResourceType type) {}

  private Own own(ResourceType type, String action, String verb, String words) {
    boolean many = verb.equals("deleteCollection");
    String id =
        (many ? "delete" : verb)
            + groupVersionId(type)
            + (many ? "Collection" : "")
            + scope(type)
            + type.kind();
    return new Own(
        new Operation(action, id, words + type.kind(), type.group(), type.version(), type.kind()),
        type);
  }

  private ObjectNode operation(ObjectNode path, String method, Own own) {
    return operation(path, method, own.operation(), own.type());
  }

  private ObjectNode operation(ObjectNode path, String method, Operation op, ResourceType type) {
    ObjectNode out =
        path.putObject(method).put("description", op.description()).put("operationId", op.id());
    out.putArray("tags").add(groupId(type) + "_" + type.version());
    out.put("x-kubernetes-action", op.action());
    out.putObject("x-kubernetes-group-version-kind")
        .put("group", op.group())
        .put("version", op.version())
        .put("kind", op.kind());
    return out;
  }

  private void writing(ObjectNode operation, String schema) {
    query(
        operation,
        List.of(
            QueryParameter.DRY_RUN, QueryParameter.FIELD_MANAGER, QueryParameter.FIELD_VALIDATION));
    types.need(schema);
    dialect.body(operation, schema, List.of("application/json", "application/yaml"), true);
  }

  private void patching(ObjectNode operation) {
    query(
        operation,
        List.of(
            QueryParameter.DRY_RUN,
            QueryParameter.FIELD_MANAGER,
            QueryParameter.FIELD_VALIDATION,
            QueryParameter.FORCE));
    types.need(SchemaWriter.PATCH);
    dialect.body(operation, SchemaWriter.PATCH, Dialect.PATCHES, true);
  }

  private void options(ObjectNode operation) {
    types.need(SchemaWriter.DELETE_OPTIONS);
    dialect.body(operation, SchemaWriter.DELETE_OPTIONS, List.of("application/json"), false);
  }

  private void query(ObjectNode operation, List<QueryParameter> parameters) {
    ArrayNode list = operation.withArray("parameters");
    List<String> present = new ArrayList<>();
    list.forEach(p -> present.add(p.path("name").asString()));
    parameters.stream()
        .filter(p -> !present.contains(p.name()))
        .forEach(p -> dialect.parameter(list, "query", p, false));
  }

  private void answers(ObjectNode operation, String schema, String... codes) {
    if (!schema.isEmpty()) {
      types.need(schema);
    }
    for (String code : codes) {
      String words =
          switch (code) {
            case "201" -> "Created";
            case "202" -> "Accepted";
            default -> "OK";
          };
      dialect.response(operation, code, words, schema);
    }
    operation.withObject("/responses").putObject("401").put("description", "Unauthorized");
  }

  private static boolean isOfWatch(QueryParameter parameter) {
    return parameter.name().equals("watch") || parameter.name().equals("allowWatchBookmarks");
  }

  private static String scope(ResourceType type) {
    return type.namespaced() ? "Namespaced" : "";
  }

  private static String groupVersionId(ResourceType type) {
    return capital(groupId(type)) + capital(type.version());
  }

  /** {@code core}, {@code apps}, {@code rbacAuthorization}: as kube-openapi shortens groups. */
  private static String groupId(ResourceType type) {
    if (type.group().isEmpty()) {
      return "core";
    }
    StringBuilder out = new StringBuilder();
    for (String part : type.group().replace(".k8s.io", "").split("\\.")) {
      out.append(out.isEmpty() ? part : capital(part));
    }
    return out.toString();
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Signature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the schema resource of the built-in kinds: field names, types, descriptions and required
 * fields from the annotated model classes of a Kubernetes client (read as class files, so that the
 * client needs no class path), what those cannot tell from a table of facts and from the comments
 * in the sources of its protobuf messages.
 *
 * <p>Run by the build: {@code java SchemaGenerator.java client.jar proto-sources.jar schema-dir
 * output.tsv.gz}.
 *
 * <p>The output has a line a type, {@code T name flags description}, followed by a line a field,
 * {@code F name type flags description}, all parts separated by tabs, and a line a kind, {@code K
 * group version kind type}. Tabs and newlines in descriptions are escaped.
 */
final class SchemaGenerator {

  private static final String MODELS = "io/kubernetes/client/openapi/models/";
  private static final Pattern CLASS_PREFIX = Pattern.compile("^(?:[A-Z][a-z]+)?V\\d+");
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private static final String CORE = "io.k8s.api.core.v1.";

  /** What the models say of each field with such a value, whatever the field is. */
  private static final Pattern VALUE_TYPE =
      Pattern.compile("(?:IntOrString|JSONSchemaPropsOr\\w+|JSON|Quantity) (?:is a|represents) .*");

  private final JarFile jar;
  private final FieldComments comments;
  private final Map<String, String> typeOfClass = new HashMap<>();
  private final Map<String, Type> types = new TreeMap<>();
  private final List<String> kinds = new ArrayList<>();
  private final Map<String, Map<String, String>> facts = new HashMap<>();

  private record Type(String flags, String description, List<Field> fields) {}

  private record Field(String name, String type, String flags, String description) {}

  private SchemaGenerator(JarFile jar, FieldComments comments) {
    this.jar = jar;
    this.comments = comments;
  }

  public static void main(String[] args) throws IOException {
    Path input = Path.of(args[2]);
    FieldComments comments = new FieldComments(args[1], input.resolve("protobuf.txt"));
    try (JarFile jar = new JarFile(args[0])) {
      SchemaGenerator generator = new SchemaGenerator(jar, comments);
      generator.readFacts(input.resolve("facts.txt"));
      generator.readKinds(input.resolve("kinds.txt"));
      generator.describeValues();
      generator.checkFactsUsed();
      generator.write(Path.of(args[3]));
    }
  }

  private static List<String[]> table(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.trim().split("\\s+"))
          .toList();
    }
  }

  private void readFacts(Path file) throws IOException {
    for (String[] row : table(file)) {
      for (int i = 2; i < row.length; i++) {
        facts
            .computeIfAbsent(row[0], t -> new LinkedHashMap<>())
            .merge(row[1], row[i], (a, b) -> a + " " + b);
      }
    }
  }

  /** Rows of group, version, package of the types, kinds; a kind may name its class after '='. */
  private void readKinds(Path file) throws IOException {
    for (String[] row : table(file)) {
      String group = row[0].equals("core") ? "" : row[0];
      for (int i = 3; i < row.length; i++) {
        String kind = row[i].split("=")[0];
        String modelClass =
            row[i].contains("=") ? row[i].split("=")[1] : row[1].toUpperCase(Locale.ROOT) + kind;
        String type = walk(modelClass, row[2] + ".");
        kinds.add(String.join("\t", "K", group, row[1], kind, type));
        if (jar.getEntry(MODELS + modelClass + "List.class") != null) {
          kinds.add(
              String.join(
                  "\t",
                  "K",
                  group,
                  row[1],
                  kind + "List",
                  walk(modelClass + "List", row[2] + ".")));
        }
      }
    }
  }

  /** Types without fields, whose values are texts, numbers or anything. */
  private static final List<String> VALUES =
      List.of(
          META + "FieldsV1",
          META + "MicroTime",
          META + "Patch",
          META + "Time",
          "io.k8s.apimachinery.pkg.api.resource.Quantity",
          "io.k8s.apimachinery.pkg.runtime.RawExtension",
          "io.k8s.apimachinery.pkg.util.intstr.IntOrString");

  private void describeValues() {
    for (String value : VALUES) {
      types.put(value, new Type("", comments.describe(value, ""), List.of()));
    }
  }

  /** Takes in a class and all it refers to; types met for the first time get this package. */
  private String walk(String root, String typePackage) {
    Deque<String> waiting = new ArrayDeque<>(List.of(root));
    String rootType = nameOf(root, typePackage);
    while (!waiting.isEmpty()) {
      String modelClass = waiting.removeFirst();
      String type = nameOf(modelClass, typePackage);
      if (!types.containsKey(type)) {
        types.put(type, read(modelClass, type, typePackage, waiting));
      }
    }
    return rootType;
  }

  private String nameOf(String modelClass, String typePackage) {
    return typeOfClass.computeIfAbsent(
        modelClass,
        c -> {
          String simple = CLASS_PREFIX.matcher(c).replaceFirst("");
          if (c.equals("V1" + simple) && META_TYPES.contains(simple)) {
            return META + simple;
          }
          return (simple.startsWith("TopologySelector") ? CORE : typePackage) + simple;
        });
  }

  private static final List<String> META_TYPES =
      List.of(
          "ObjectMeta",
          "ListMeta",
          "LabelSelector",
          "LabelSelectorRequirement",
          "ManagedFieldsEntry",
          "OwnerReference",
          "Condition",
          "Status",
          "StatusCause",
          "StatusDetails",
          "DeleteOptions",
          "Preconditions",
          "FieldSelectorRequirement");

  private Type read(String modelClass, String type, String typePackage, Deque<String> waiting) {
    ClassModel model = parse(modelClass);
    Map<String, String> typeFacts = facts.getOrDefault(shortName(type), Map.of());
    Map<String, MethodModel> getters = new HashMap<>();
    for (MethodModel method : model.methods()) {
      if (method.methodTypeSymbol().parameterCount() == 0) {
        getters.put(lettersOf(method.methodName().stringValue()), method);
      }
    }
    List<Field> fields = new ArrayList<>();
    for (FieldModel field : model.fields()) {
      String name = annotation(field, "SerializedName", "value");
      if (name.isEmpty()) {
        continue;
      }
      MethodModel getter = getterOf(getters, name);
      Signature signature =
          field
              .findAttribute(Attributes.signature())
              .map(s -> s.asTypeSignature())
              .orElse(Signature.of(field.fieldTypeSymbol()));
      StringBuilder flags = new StringBuilder();
      if (annotation(getter, "ApiModelProperty", "required").equals("true")) {
        flags.append("required ");
      }
      flags.append(typeFacts.getOrDefault(name, ""));
      String code = code(signature, typePackage, waiting);
      if (code.equals("time") && flags.indexOf("micro") >= 0) {
        code = "microtime";
      }
      fields.add(
          new Field(
              name,
              code,
              flags.toString().trim(),
              description(type, name, annotation(getter, "ApiModelProperty", "value"))));
    }
    return new Type(
        typeFacts.getOrDefault("-", ""),
        description(type, "", annotation(model, "ApiModel", "description")),
        fields);
  }

  private String description(String type, String field, String known) {
    return known.isEmpty() || VALUE_TYPE.matcher(known).matches()
        ? comments.describe(type, field)
        : comments.restored(type, field, known);
  }

  private ClassModel parse(String modelClass) {
    try (var in = jar.getInputStream(jar.getEntry(MODELS + modelClass + ".class"))) {
      return ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MethodModel getterOf(Map<String, MethodModel> getters, String field) {
    MethodModel getter = getters.get("get" + lettersOf(field));
    if (getter == null) {
      throw new IllegalStateException("No getter for " + field + " among " + getters.keySet());
    }
    return getter;
  }

  /** Java names of fields such as {@code $ref} or {@code x-kubernetes-map-type} vary in these. */
  private static String lettersOf(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }

  /** {@code string}, {@code list<int32>}, {@code map<quantity>}, or {@code @} and a type's name. */
  private String code(Signature signature, String typePackage, Deque<String> waiting) {
    if (signature instanceof Signature.ArrayTypeSig) {
      return "bytes";
    }
    if (!(signature instanceof Signature.ClassTypeSig reference)) {
      throw new IllegalStateException("Unexpected field type " + signature.signatureString());
    }
    String className = reference.className();
    List<Signature.TypeArg> arguments = reference.typeArgs();
    return switch (className.substring(className.lastIndexOf('/') + 1)) {
      case "String" -> "string";
      case "Boolean" -> "bool";
      case "Integer" -> "int32";
      case "Long" -> "int64";
      case "Double", "BigDecimal" -> "float64";
      case "OffsetDateTime" -> "time";
      case "Quantity" -> "quantity";
      case "IntOrString" -> "intorstring";
      case "Object" -> "any";
      case "List", "Set" -> "list<" + code(bound(arguments.get(0)), typePackage, waiting) + ">";
      case "Map" -> "map<" + code(bound(arguments.get(1)), typePackage, waiting) + ">";
      default -> {
        String modelClass = className.substring(className.lastIndexOf('/') + 1);
        String type = nameOf(modelClass, typePackage);
        waiting.add(modelClass);
        yield "@" + type;
      }
    };
  }

  private static Signature bound(Signature.TypeArg argument) {
    if (argument instanceof Signature.TypeArg.Bounded bounded) {
      return bounded.boundType();
    }
    throw new IllegalStateException("Unexpected wildcard");
  }

  /** An annotation's element as text; empty when there is none. */
  private static String annotation(AttributedElement element, String annotation, String name) {
    List<Annotation> found = new ArrayList<>();
    element
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .ifPresent(a -> found.addAll(a.annotations()));
    element
        .findAttribute(Attributes.runtimeInvisibleAnnotations())
        .ifPresent(a -> found.addAll(a.annotations()));
    for (Annotation candidate : found) {
      if (candidate.classSymbol().displayName().equals(annotation)) {
        for (AnnotationElement part : candidate.elements()) {
          if (part.name().stringValue().equals(name)) {
            return switch (part.value()) {
              case AnnotationValue.OfString text -> text.stringValue();
              case AnnotationValue.OfBoolean flag -> String.valueOf(flag.booleanValue());
              default -> "";
            };
          }
        }
      }
    }
    return "";
  }

  /** {@code core.v1.PodSpec} for {@code io.k8s.api.core.v1.PodSpec}: the names facts use. */
  private static String shortName(String type) {
    String[] parts = type.split("\\.");
    int n = parts.length;
    return parts[n - 3] + "." + parts[n - 2] + "." + parts[n - 1];
  }

  /** A fact about a field that does not exist is a typing error, or a stale table. */
  private void checkFactsUsed() {
    Map<String, Type> byShortName = new HashMap<>();
    types.forEach((name, type) -> byShortName.put(shortName(name), type));
    facts.forEach(
        (type, fields) -> {
          Type known = byShortName.get(type);
          for (String field : fields.keySet()) {
            if (known == null
                || (!field.equals("-")
                    && known.fields().stream().noneMatch(f -> f.name().equals(field)))) {
              throw new IllegalStateException("Fact about unknown field " + type + " " + field);
            }
          }
        });
  }

  private void write(Path output) throws IOException {
    Files.createDirectories(output.getParent());
    try (BufferedWriter out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(output)), StandardCharsets.UTF_8))) {
      for (String kind : kinds) {
        out.write(kind + "\n");
      }
      for (var entry : types.entrySet()) {
        Type type = entry.getValue();
        out.write(
            String.join("\t", "T", entry.getKey(), type.flags(), escaped(type.description()))
                + "\n");
        for (Field field : type.fields()) {
          out.write(
              String.join(
                      "\t",
                      "F",
                      field.name(),
                      field.type(),
                      field.flags(),
                      escaped(field.description()))
                  + "\n");
        }
      }
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }
}

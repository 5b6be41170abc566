import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the resource of protobuf messages: the field numbers of Kubernetes' messages, read from the
 * file descriptors that a client's generated classes hold as text constants, so that neither the
 * client nor a protobuf library needs a class path.
 *
 * <p>Run by the build: {@code java ProtoGenerator.java client-proto.jar names.txt output.tsv.gz}.
 *
 * <p>The output has a line a message, {@code M name}, followed by a line a field, {@code number
 * name type}, parts separated by tabs: the name is that in JSON, or "-" for a message whose fields
 * stand in the object around it, the type as in the resource that SchemaGenerator makes. Only the
 * stable versions of built-in kinds are taken.
 */
final class ProtoGenerator {

  private static final String CLASSES = "io/kubernetes/client/proto/";
  private static final int REPEATED = 3;

  /** Names of descriptor.proto's FieldDescriptorProto.Type, where the built-in kinds use it. */
  private static final Map<Long, String> SCALARS =
      Map.of(1L, "float64", 3L, "int64", 5L, "int32", 8L, "bool", 9L, "string", 12L, "bytes");

  /** Messages that are no objects in JSON. */
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("@k8s.io.apimachinery.pkg.apis.meta.v1.Time", "time"),
          Map.entry("@k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime", "microtime"),
          Map.entry("@k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1", "any"),
          Map.entry("@k8s.io.apimachinery.pkg.api.resource.Quantity", "quantity"),
          Map.entry("@k8s.io.apimachinery.pkg.util.intstr.IntOrString", "intorstring"),
          Map.entry("@k8s.io.apimachinery.pkg.runtime.RawExtension", "any"));

  private static final Pattern STABLE =
      Pattern.compile("k8s\\.io\\.(api\\.\\w+|apimachinery\\.pkg\\.apis\\.meta)\\.v\\d+\\.\\w+");

  private final Map<String, List<String[]>> messages = new TreeMap<>();
  private final Map<String, String> mapValues = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  public static void main(String[] args) throws IOException {
    ProtoGenerator generator = new ProtoGenerator();
    for (String line : Files.readAllLines(Path.of(args[1]))) {
      if (!line.startsWith("#")) {
        String[] part = line.split(" ");
        generator.names.put("k8s.io." + part[0] + " " + part[1], part[2]);
      }
    }
    try (JarFile jar = new JarFile(args[0])) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        String name = all.nextElement().getName();
        if (name.startsWith(CLASSES) && name.endsWith(".class") && name.indexOf('$') < 0) {
          generator.file(descriptor(jar, name));
        }
      }
    }
    generator.write(Path.of(args[2]));
  }

  /** The texts of the first array that the class fills when it is initialised. */
  private static ByteBuffer descriptor(JarFile jar, String name) throws IOException {
    byte[] bytes;
    try (var in = jar.getInputStream(jar.getEntry(name))) {
      bytes = in.readAllBytes();
    }
    StringBuilder text = new StringBuilder();
    for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
      if (method.methodName().equalsString("<clinit>") && method.code().isPresent()) {
        int size = 0;
        int left = -1;
        for (CodeElement element : method.code().get()) {
          if (element instanceof NewReferenceArrayInstruction && left < 0) {
            left = size;
          } else if (element instanceof ConstantInstruction constant) {
            if (constant.constantValue() instanceof Integer number && left < 0) {
              size = number;
            } else if (constant.constantValue() instanceof String part && left > 0) {
              text.append(part);
              left--;
            }
          }
        }
      }
    }
    return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A FileDescriptorProto: 2 is the package, 4 a message. */
  private void file(ByteBuffer in) {
    String name = "";
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      switch (tag >>> 3) {
        case 2 -> name = text(in);
        case 4 -> message(bytes(in), name);
        default -> skip(in, tag & 7);
      }
    }
  }

  /** A DescriptorProto: 1 is the name, 2 a field, 3 a nested message: the entry of a map. */
  private void message(ByteBuffer in, String scope) {
    String name = "";
    List<String[]> fields = new ArrayList<>();
    List<ByteBuffer> nested = new ArrayList<>();
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      switch (tag >>> 3) {
        case 1 -> name = text(in);
        case 2 -> fields.add(field(bytes(in)));
        case 3 -> nested.add(bytes(in));
        default -> skip(in, tag & 7);
      }
    }
    String full = scope + "." + name;
    nested.forEach(each -> message(each, full));
    if (messages.containsKey(full)) {
      throw new IllegalStateException("Message met twice: " + full);
    }
    messages.put(full, fields);
    if (name.endsWith("Entry") && fields.size() == 2 && fields.get(1)[1].equals("value")) {
      mapValues.put(full, fields.get(1)[2]);
    }
  }

  /** A FieldDescriptorProto: 1 name, 3 number, 4 label, 5 type, 6 the name of a message. */
  private static String[] field(ByteBuffer in) {
    String name = "";
    String type = "";
    long number = 0;
    long label = 0;
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      switch (tag >>> 3) {
        case 1 -> name = text(in);
        case 3 -> number = varint(in);
        case 4 -> label = varint(in);
        case 5 -> type = type.isEmpty() ? SCALARS.getOrDefault(varint(in), "") : keep(in, type);
        case 6 -> {
          String message = "@" + text(in).substring(1);
          type = VALUES.getOrDefault(message, message);
        }
        default -> skip(in, tag & 7);
      }
    }
    if (type.isEmpty()) {
      throw new IllegalStateException("Field " + name + " has a type that is not read");
    }
    return new String[] {
      String.valueOf(number), name, label == REPEATED ? "list<" + type + ">" : type
    };
  }

  private static String keep(ByteBuffer in, String type) {
    varint(in);
    return type;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static ByteBuffer bytes(ByteBuffer in) {
    int length = (int) varint(in);
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }

  private static String text(ByteBuffer in) {
    return StandardCharsets.UTF_8.decode(bytes(in)).toString();
  }

  private static void skip(ByteBuffer in, int wireType) {
    switch (wireType) {
      case 0 -> varint(in);
      case 1 -> in.position(in.position() + 8);
      case 2 -> bytes(in);
      case 5 -> in.position(in.position() + 4);
      default -> throw new IllegalStateException("Unexpected wire type " + wireType);
    }
  }

  /** Types are named as in OpenAPI. */
  private static String schemaName(String type) {
    return type.replace("k8s.io.", "io.k8s.");
  }

  private void write(Path output) throws IOException {
    Files.createDirectories(output.getParent());
    try (BufferedWriter out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(output)), StandardCharsets.UTF_8))) {
      for (var message : messages.entrySet()) {
        if (mapValues.containsKey(message.getKey())
            || !STABLE.matcher(message.getKey()).matches()) {
          continue;
        }
        out.write("M\t" + schemaName(message.getKey()) + "\n");
        for (String[] field : message.getValue()) {
          String entry = field[2].startsWith("list<@") ? field[2].substring(6) : "";
          String value = entry.isEmpty() ? null : mapValues.get(entry.replace(">", ""));
          String name = names.remove(message.getKey() + " " + field[1]);
          out.write(field[0] + "\t" + (name == null ? field[1] : name) + "\t");
          out.write(schemaName(value == null ? field[2] : "map<" + value + ">") + "\n");
        }
      }
    }
    if (!names.isEmpty()) {
      throw new IllegalStateException("Names of unknown fields: " + names.keySet());
    }
  }
}

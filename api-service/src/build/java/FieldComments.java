import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments on Kubernetes' protobuf messages and fields, as the generated sources of a client
 * repeat them: line by line, but without their empty lines. They tell what a description in the
 * client's models does not: that of a field with a type of its own, and where lines ended.
 */
final class FieldComments {

  private static final String CLASSES = "io/kubernetes/client/proto/";
  private static final Pattern INTERFACE =
      Pattern.compile("interface_extends:k8s\\.io\\.([\\w.]+)\\)");
  private static final Pattern MESSAGE =
      Pattern.compile("Protobuf type \\{@code k8s\\.io\\.([\\w.]+)}");
  private static final Pattern FIELD =
      Pattern.compile("<code>(?:optional |repeated |required )?(\\S.*?) (\\w+) = \\d+.*</code>");

  /** Two blanks in a description stand for the end of a paragraph, or for themselves. */
  private static final Pattern GAP = Pattern.compile("(?<! ) {2}(?! )");

  /** How much around two blanks tells where they are. */
  private static final int AROUND = 12;

  /** What is to be said of a message is kept under the empty field name. */
  private final Map<String, Map<String, List<String>>> comments = new HashMap<>();

  /** Fields ("message field") whose own fields stand in the object around them. */
  private final Set<String> flat = new HashSet<>();

  /** The types of such fields, by the message around them. */
  private final Map<String, List<String>> inlined = new HashMap<>();

  FieldComments(String sources, Path names) throws IOException {
    for (String row : Files.readAllLines(names)) {
      if (row.endsWith(" -")) {
        flat.add(row.substring(0, row.length() - 2));
      }
    }
    try (JarFile jar = new JarFile(sources)) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        if (entry.getName().startsWith(CLASSES) && entry.getName().endsWith(".java")) {
          try (BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
            read(in);
          }
        }
      }
    }
  }

  private void read(BufferedReader in) throws IOException {
    String message = "";
    List<String> comment = new ArrayList<>();
    boolean inside = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String text = line.strip();
      Matcher found = INTERFACE.matcher(line);
      if (found.find()) {
        message = found.group(1);
      } else if (text.equals("/**")) {
        comment = new ArrayList<>();
      } else if (text.equals("* <pre>")) {
        inside = true;
      } else if (text.equals("* </pre>")) {
        inside = false;
      } else if (inside) {
        comment.add(unescaped(line.substring(line.indexOf('*') + 1)));
      } else if (text.startsWith("* Protobuf type") && (found = MESSAGE.matcher(text)).find()) {
        keep(found.group(1), "", comment);
      } else if (text.startsWith("* <code>") && (found = FIELD.matcher(text)).find()) {
        keep(message, found.group(2), comment);
        String type = found.group(1);
        if (flat.remove(message + " " + found.group(2))) {
          inlined.computeIfAbsent(message, m -> new ArrayList<>()).add(type.substring(8));
        }
      }
    }
  }

  private void keep(String message, String field, List<String> comment) {
    if (!comment.isEmpty()) {
      comments.computeIfAbsent(message, m -> new HashMap<>()).putIfAbsent(field, comment);
    }
  }

  private static String unescaped(String line) {
    String text = line.startsWith(" ") ? line.substring(1) : line;
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#42;", "*")
        .replace("&#47;", "/")
        .replace("&#64;", "@")
        .replace("&#92;", "\\")
        .replace("&amp;", "&");
  }

  /** What is said of a field, or of the type itself for the empty field; empty for nothing. */
  String describe(String type, String field) {
    return text(lines(type, field).stream().map(line -> new Line(line, false)).toList());
  }

  /**
   * A description whose line ends became blanks, with its line ends. One that the comment does not
   * have keeps its words, and starts a paragraph at each pair of blanks that the comment has not.
   */
  String restored(String type, String field, String description) {
    String words = description.replace("*_/", "*/");
    List<String> known = lines(type, field);
    List<Line> lines = new ArrayList<>();
    int at = 0;
    for (String line : known) {
      String stripped = line.strip();
      if (isForTools(stripped)) {
        continue;
      }
      int next = words.indexOf(stripped, at);
      if (next < 0 || !words.substring(at, next).isBlank()) {
        break;
      }
      int indent = line.length() - line.stripLeading().length();
      lines.add(new Line(line, at > 0 && next - at - indent > 1));
      at = next + stripped.length();
    }
    return !known.isEmpty() && at == words.length()
        ? text(lines)
        : paragraphs(words, String.join(" ", known));
  }

  private static String paragraphs(String words, String comment) {
    return GAP.matcher(words)
        .replaceAll(
            gap -> {
              int from = Math.max(0, gap.start() - AROUND);
              int to = Math.min(words.length(), gap.end() + AROUND);
              return comment.contains(words.substring(from, to)) ? gap.group() : "\n\n";
            });
  }

  private static boolean isForTools(String line) {
    return line.startsWith("TODO") || line.startsWith("+");
  }

  private List<String> lines(String type, String field) {
    String message = type.substring("io.k8s.".length()).replace('-', '_');
    List<String> own = comments.getOrDefault(message, Map.of()).get(field);
    if (own != null) {
      return own;
    }
    return inlined.getOrDefault(message, List.of()).stream()
        .map(part -> lines("io.k8s." + part, field))
        .filter(found -> !field.isEmpty() && !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private record Line(String text, boolean startsParagraph) {}

  /** As Kubernetes makes its OpenAPI's descriptions of comments. */
  private static String text(List<Line> lines) {
    StringBuilder out = new StringBuilder();
    for (Line line : lines) {
      String text = line.text().stripTrailing();
      String words = text.stripLeading();
      if (text.equals("---")) {
        break;
      }
      if (isForTools(words)) {
        continue;
      }
      if (line.startsParagraph()) {
        shorten(out);
        out.append("\n\n");
      }
      if (words.length() < text.length()) {
        shorten(out);
        out.append('\n').append(text).append('\n');
      } else {
        out.append(text).append(' ');
      }
    }
    return out.toString().strip();
  }

  private static void shorten(StringBuilder out) {
    if (!out.isEmpty()) {
      out.setLength(out.length() - 1);
    }
  }
}

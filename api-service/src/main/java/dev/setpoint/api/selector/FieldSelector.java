package dev.setpoint.api.selector;

import dev.setpoint.api.registry.ResourceStrategy;
import dev.setpoint.common.error.ApiException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A parsed field selector of one kind; all terms must hold. */
public record FieldSelector(List<Term> terms) implements Predicate<ObjectNode> {

  private static final String NAME = "metadata.name";
  private static final String NAMESPACE = "metadata.namespace";

  /** One comparison of one field. */
  public record Term(
      String field, boolean equal, String value, Function<ObjectNode, String> reader) {}

  /**
   * Parses the query form, for example {@code spec.nodeName=a,status.phase!=Failed}.
   *
   * @throws ApiException 400 for bad syntax and for fields that the kind does not offer
   */
  public static FieldSelector parse(String text, ResourceStrategy strategy) {
    List<String> parts = split(text);
    Collections.sort(parts);
    List<Term> terms = new ArrayList<>(parts.size());
    for (String part : parts) {
      if (!part.isEmpty()) {
        terms.add(term(text, part, strategy));
      }
    }
    return new FieldSelector(List.copyOf(terms));
  }

  private static Term term(String text, String part, ResourceStrategy strategy) {
    int at = 0;
    while (at < part.length() && part.charAt(at) != '=' && !part.startsWith("!=", at)) {
      at++;
    }
    if (at == part.length()) {
      throw ApiException.badRequest(
          "invalid selector: '" + text + "'; can't understand '" + part + "'");
    }
    boolean equal = part.charAt(at) == '=';
    int length = !equal || part.startsWith("==", at) ? 2 : 1;
    String field = part.substring(0, at);
    return new Term(field, equal, unescape(part.substring(at + length)), reader(field, strategy));
  }

  private static Function<ObjectNode, String> reader(String field, ResourceStrategy strategy) {
    if (field.equals(NAME)) {
      return object -> object.path("metadata").path("name").asString("");
    }
    if (field.equals(NAMESPACE)) {
      return object -> object.path("metadata").path("namespace").asString("");
    }
    Function<ObjectNode, String> reader = strategy.selectableFields().get(field);
    if (reader != null) {
      return reader;
    }
    throw ApiException.badRequest(strategy.unselectable(field));
  }

  /** The one name that can match, or null when any may. */
  public @Nullable String onlyName() {
    return only(NAME);
  }

  /** The one namespace that can match, or null when any may. */
  public @Nullable String onlyNamespace() {
    return only(NAMESPACE);
  }

  private @Nullable String only(String field) {
    for (Term term : terms) {
      if (term.equal() && term.field().equals(field)) {
        return term.value();
      }
    }
    return null;
  }

  /** Whether nothing but one name and one namespace is asked for. */
  public boolean matchesAll() {
    return terms.isEmpty();
  }

  @Override
  public boolean test(ObjectNode object) {
    for (Term term : terms) {
      if (term.reader().apply(object).equals(term.value()) != term.equal()) {
        return false;
      }
    }
    return true;
  }

  /** Splits at commas that no backslash stands before. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        part.append(c).append(text.charAt(++i));
      } else if (c == ',') {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  private static String unescape(String value) {
    if (value.indexOf('\\') < 0 && value.indexOf('=') < 0) {
      return value;
    }
    StringBuilder out = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '=') {
        throw ApiException.badRequest("invalid field selector: unescaped character in value: =");
      }
      if (c == '\\') {
        char escaped = i + 1 < value.length() ? value.charAt(++i) : 0;
        if (escaped != '\\' && escaped != ',' && escaped != '=') {
          throw ApiException.badRequest(
              "invalid field selector: invalid escape sequence: \\"
                  + (escaped == 0 ? "" : escaped));
        }
        out.append(escaped);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}

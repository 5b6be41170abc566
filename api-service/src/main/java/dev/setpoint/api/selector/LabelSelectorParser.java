package dev.setpoint.api.selector;

import dev.setpoint.api.registry.Names;
import dev.setpoint.api.rest.GoText;
import dev.setpoint.api.selector.LabelSelector.Operator;
import dev.setpoint.api.selector.LabelSelector.Requirement;
import dev.setpoint.common.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The grammar of label selectors and its error messages
 * (k8s.io/apimachinery/pkg/labels/selector.go).
 */
final class LabelSelectorParser {

  private enum Kind {
    CLOSE,
    COMMA,
    NOT,
    DOUBLE_EQUALS,
    END,
    EQUALS,
    GREATER,
    IDENTIFIER,
    IN,
    LESS,
    NOT_EQUALS,
    NOT_IN,
    OPEN,
    ERROR
  }

  private record Token(Kind kind, String text) {

    /** Where a value is expected, {@code in} and {@code notin} are plain words. */
    Token asValue() {
      return kind == Kind.IN || kind == Kind.NOT_IN ? new Token(Kind.IDENTIFIER, text) : this;
    }
  }

  private final List<Token> tokens;
  private int next;

  LabelSelectorParser(String text) {
    this.tokens = tokens(text);
  }

  LabelSelector parse() {
    List<Requirement> requirements = new ArrayList<>();
    while (true) {
      Token token = peek();
      switch (token.kind()) {
        case IDENTIFIER, NOT -> {
          requirements.add(requirement());
          Token after = take();
          if (after.kind() == Kind.END) {
            return new LabelSelector(List.copyOf(requirements));
          }
          if (after.kind() != Kind.COMMA) {
            throw bad("found '" + after.text() + "', expected: ',' or 'end of string'");
          }
          Token following = peek();
          if (following.kind() != Kind.IDENTIFIER && following.kind() != Kind.NOT) {
            throw bad("found '" + following.text() + "', expected: identifier after ','");
          }
        }
        case END -> {
          return new LabelSelector(List.copyOf(requirements));
        }
        case CLOSE,
            COMMA,
            DOUBLE_EQUALS,
            EQUALS,
            GREATER,
            IN,
            LESS,
            NOT_EQUALS,
            NOT_IN,
            OPEN,
            ERROR ->
            throw bad("found '" + token.text() + "', expected: !, identifier, or 'end of string'");
      }
    }
  }

  private Requirement requirement() {
    Token token = take();
    boolean negated = token.kind() == Kind.NOT;
    if (negated) {
      token = take();
    }
    if (token.kind() != Kind.IDENTIFIER) {
      throw badRequirement("found '" + token.text() + "', expected: identifier");
    }
    String key = token.text();
    List<String> problems = Names.qualifiedName(key);
    if (!problems.isEmpty()) {
      throw badRequirement(
          "<nil>: Invalid value: " + GoText.quote(key) + ": " + String.join("; ", problems));
    }
    Kind following = peek().kind();
    if (negated) {
      return new Requirement(key, Operator.NOT_EXISTS, Set.of());
    }
    if (following == Kind.END || following == Kind.COMMA) {
      return new Requirement(key, Operator.EXISTS, Set.of());
    }
    Token operator = tokens.get(next++);
    return switch (operator.kind()) {
      case IN -> checked(key, Operator.IN, values());
      case NOT_IN -> checked(key, Operator.NOT_IN, values());
      case EQUALS, DOUBLE_EQUALS -> checked(key, Operator.IN, exactValue());
      case NOT_EQUALS -> checked(key, Operator.NOT_IN, exactValue());
      case GREATER -> checked(key, Operator.GREATER, exactValue());
      case LESS -> checked(key, Operator.LESS, exactValue());
      case CLOSE, COMMA, NOT, END, IDENTIFIER, OPEN, ERROR ->
          throw badRequirement(
              "found '" + operator.text() + "', expected: in, notin, =, ==, !=, gt, lt");
    };
  }

  private Set<String> values() {
    Token open = take();
    if (open.kind() != Kind.OPEN) {
      throw badRequirement("found '" + open.text() + "' expected: '('");
    }
    Token first = peek();
    if (first.kind() == Kind.CLOSE) {
      take();
      return Set.of();
    }
    if (first.kind() != Kind.IDENTIFIER && first.kind() != Kind.COMMA) {
      throw badRequirement("found '" + first.text() + "', expected: ',', ')' or identifier");
    }
    Set<String> values = identifiers();
    take();
    return values;
  }

  private Set<String> identifiers() {
    Set<String> values = new TreeSet<>();
    while (true) {
      Token token = take();
      if (token.kind() == Kind.IDENTIFIER) {
        values.add(token.text());
        Token after = peek();
        if (after.kind() == Kind.CLOSE) {
          return values;
        }
        if (after.kind() != Kind.COMMA) {
          throw badRequirement("found '" + after.text() + "', expected: ',' or ')'");
        }
      } else if (token.kind() == Kind.COMMA) {
        // An empty value may stand before, between and after commas.
        if (values.isEmpty()) {
          values.add("");
        }
        Kind after = peek().kind();
        if (after == Kind.CLOSE) {
          values.add("");
          return values;
        }
        if (after == Kind.COMMA) {
          take();
          values.add("");
        }
      } else {
        throw badRequirement("found '" + token.text() + "', expected: ',', or identifier");
      }
    }
  }

  private Set<String> exactValue() {
    Kind ahead = peek().kind();
    if (ahead == Kind.END || ahead == Kind.COMMA) {
      return Set.of("");
    }
    Token token = take();
    if (token.kind() != Kind.IDENTIFIER) {
      throw badRequirement("found '" + token.text() + "', expected: identifier");
    }
    return Set.of(token.text());
  }

  private static Requirement checked(String key, Operator operator, Set<String> values) {
    List<String> problems = new ArrayList<>();
    int i = 0;
    for (String value : values) {
      boolean number = operator == Operator.GREATER || operator == Operator.LESS;
      if (number && !value.matches("[+-]?[0-9]{1,18}")) {
        problems.add(
            "values["
                + i
                + "]: Invalid value: "
                + GoText.quote(value)
                + ": for 'Gt', 'Lt' operators, the value must be an integer");
      }
      List<String> wrong = Names.labelValue(value);
      if (!wrong.isEmpty()) {
        problems.add(
            "values["
                + i
                + "]["
                + key
                + "]: Invalid value: "
                + GoText.quote(value)
                + ": "
                + String.join("; ", wrong));
      }
      i++;
    }
    if (!problems.isEmpty()) {
      throw badRequirement(
          problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]");
    }
    return new Requirement(key, operator, values);
  }

  private Token peek() {
    return tokens.get(Math.min(next, tokens.size() - 1)).asValue();
  }

  private Token take() {
    Token token = peek();
    next++;
    return token;
  }

  private static ApiException bad(String message) {
    return ApiException.badRequest(message);
  }

  private static ApiException badRequirement(String message) {
    return bad("unable to parse requirement: " + message);
  }

  private static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isSpace(c)) {
        at++;
        continue;
      }
      int from = at;
      if (isSymbol(c)) {
        Token token = symbol(text, from);
        tokens.add(token);
        at = from + Math.max(1, token.text().length());
        if (token.kind() == Kind.ERROR) {
          break;
        }
      } else {
        while (at < text.length() && !isSymbol(text.charAt(at)) && !isSpace(text.charAt(at))) {
          at++;
        }
        String word = text.substring(from, at);
        Kind kind =
            switch (word) {
              case "in" -> Kind.IN;
              case "notin" -> Kind.NOT_IN;
              default -> Kind.IDENTIFIER;
            };
        tokens.add(new Token(kind, word));
      }
    }
    tokens.add(new Token(Kind.END, ""));
    return tokens;
  }

  /** The longest symbol that starts here. */
  private static Token symbol(String text, int from) {
    if (text.startsWith("==", from)) {
      return new Token(Kind.DOUBLE_EQUALS, "==");
    }
    if (text.startsWith("!=", from)) {
      return new Token(Kind.NOT_EQUALS, "!=");
    }
    return switch (text.charAt(from)) {
      case '=' -> new Token(Kind.EQUALS, "=");
      case '!' -> new Token(Kind.NOT, "!");
      case '(' -> new Token(Kind.OPEN, "(");
      case ')' -> new Token(Kind.CLOSE, ")");
      case ',' -> new Token(Kind.COMMA, ",");
      case '>' -> new Token(Kind.GREATER, ">");
      case '<' -> new Token(Kind.LESS, "<");
      default -> new Token(Kind.ERROR, text.substring(from));
    };
  }

  private static boolean isSymbol(char c) {
    return "=!(),><".indexOf(c) >= 0;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}

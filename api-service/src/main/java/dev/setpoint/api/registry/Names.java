package dev.setpoint.api.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Kubernetes allows as a name, and how it says no (k8s.io/apimachinery/pkg/util/validation).
 * Each check returns all that is wrong: nothing for a good value.
 */
public final class Names {

  public static final int LABEL_MAX = 63;
  public static final int SUBDOMAIN_MAX = 253;

  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern LABEL_PATTERN = Pattern.compile(LABEL);
  private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern LABEL_1035_PATTERN = Pattern.compile(LABEL_1035);
  private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";

  /** Says the same, but is matched without a step of recursion for every dot. */
  private static final String SUBDOMAIN_FLAT = "[a-z0-9]++(?:(?:-++|\\.)[a-z0-9]++)*+";

  private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(SUBDOMAIN_FLAT);
  private static final String WILDCARD = "\\*\\." + SUBDOMAIN;
  private static final Pattern WILDCARD_PATTERN = Pattern.compile("\\*\\." + SUBDOMAIN_FLAT);
  private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final Pattern QUALIFIED_PATTERN = Pattern.compile(QUALIFIED);
  private static final Pattern LABEL_VALUE_PATTERN = Pattern.compile("(" + QUALIFIED + ")?");

  private static final String HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  private static final Pattern HTTP_PATH_PATTERN = Pattern.compile(HTTP_PATH);

  private static final String SUBDOMAIN_HINT =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character";
  private static final String LABEL_HINT =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character";
  private static final String QUALIFIED_HINT =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character";

  private Names() {}

  /** A prefix is checked as if something valid followed it. */
  private static String masked(String name, boolean isPrefix) {
    return isPrefix && name.length() > 1 && name.endsWith("-")
        ? name.substring(0, name.length() - 1) + "a"
        : name;
  }

  /** The name of most objects: a DNS subdomain. */
  public static List<String> subdomain(String name, boolean isPrefix) {
    return subdomain(masked(name, isPrefix));
  }

  public static List<String> subdomain(String value) {
    return problems(
        value,
        SUBDOMAIN_MAX,
        SUBDOMAIN_PATTERN,
        regexProblem(SUBDOMAIN_HINT, SUBDOMAIN, "example.com"));
  }

  /** A subdomain of which the first part is any: {@code *.example.com}. */
  public static List<String> wildcardSubdomain(String value) {
    return problems(
        value,
        SUBDOMAIN_MAX,
        WILDCARD_PATTERN,
        regexProblem(
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS"
                + " subdomain, which must consist of lower case alphanumeric characters, '-' or"
                + " '.' and end with an alphanumeric character",
            WILDCARD,
            "*.example.com"));
  }

  public static List<String> label(String name, boolean isPrefix) {
    return label(masked(name, isPrefix));
  }

  public static List<String> label(String value) {
    // What would be a good subdomain has nothing wrong with it but dots.
    boolean dotted = SUBDOMAIN_PATTERN.matcher(value).matches();
    return problems(
        value,
        LABEL_MAX,
        LABEL_PATTERN,
        dotted ? "must not contain dots" : regexProblem(LABEL_HINT, LABEL, "my-name", "123-abc"));
  }

  /** A label that starts with a letter, such as the name of a Service. */
  public static List<String> label1035(String name, boolean isPrefix) {
    return problems(
        masked(name, isPrefix),
        LABEL_MAX,
        LABEL_1035_PATTERN,
        regexProblem(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with"
                + " an alphabetic character, and end with an alphanumeric character",
            LABEL_1035,
            "my-name",
            "abc-123"));
  }

  public static List<String> labelValue(String value) {
    return problems(
        value,
        LABEL_MAX,
        LABEL_VALUE_PATTERN,
        regexProblem(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_'"
                + " or '.', and must start and end with an alphanumeric character",
            "(" + QUALIFIED + ")?",
            "MyValue",
            "my_value",
            "12345"));
  }

  /** The key of a label or annotation: an optional DNS prefix and a name. */
  public static List<String> qualifiedName(String value) {
    List<String> problems = new ArrayList<>();
    String[] parts = value.split("/", -1);
    String name = parts[parts.length - 1];
    if (parts.length > 2) {
      return List.of(
          "a qualified name "
              + regexProblem(QUALIFIED_HINT, QUALIFIED, "MyName", "my.name", "123-abc")
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        problems.add("prefix part must be non-empty");
      } else {
        subdomain(parts[0]).forEach(problem -> problems.add("prefix part " + problem));
      }
    }
    if (name.isEmpty()) {
      problems.add("name part must be non-empty");
    } else if (name.length() > LABEL_MAX) {
      problems.add("name part " + tooLong(LABEL_MAX));
    }
    if (!QUALIFIED_PATTERN.matcher(name).matches()) {
      problems.add(
          "name part " + regexProblem(QUALIFIED_HINT, QUALIFIED, "MyName", "my.name", "123-abc"));
    }
    return problems;
  }

  /** A name that may be any one segment of a path. */
  public static List<String> pathSegment(String name, boolean isPrefix) {
    if (!isPrefix && (name.equals(".") || name.equals(".."))) {
      return List.of("may not be '" + name + "'");
    }
    return Stream.of("/", "%")
        .filter(name::contains)
        .map(illegal -> "may not contain '" + illegal + "'")
        .toList();
  }

  /** A domain and a path, such as {@code example.com/manager}. */
  public static void domainPrefixedPath(String value, String path, FieldErrors errors) {
    int slash = value.indexOf('/');
    if (value.isEmpty()) {
      errors.required(path, "");
    } else if (slash <= 0 || slash == value.length() - 1) {
      errors.invalid(path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    } else {
      errors.invalid(path, value.substring(0, slash), subdomain(value.substring(0, slash)));
      String rest = value.substring(slash + 1);
      if (!HTTP_PATH_PATTERN.matcher(rest).matches()) {
        errors.invalid(
            path, rest, "Invalid path (regex used for validation is '" + HTTP_PATH + "')");
      }
    }
  }

  private static List<String> problems(String value, int max, Pattern pattern, String message) {
    List<String> problems = new ArrayList<>();
    if (value.length() > max) {
      problems.add(tooLong(max));
    }
    if (!pattern.matcher(value).matches()) {
      problems.add(message);
    }
    return problems;
  }

  static String tooLong(int max) {
    return "must be no more than " + max + " characters";
  }

  /** The wording of a failed pattern, with examples. */
  static String regexProblem(String hint, String pattern, String... examples) {
    return hint
        + " (e.g. '"
        + String.join("', or '", examples).replace("', or '", "',  or '")
        + "', regex used for validation is '"
        + pattern
        + "')";
  }
}

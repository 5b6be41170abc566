package dev.setpoint.agent.env;

import java.util.Map;

/**
 * {@code $(NAME)} references, as k8s.io/kubernetes/third_party/forked/golang/expansion reads them.
 */
final class Expansion {

  private Expansion() {}

  /** Unknown names stay as they are; {@code $$} is a literal dollar sign. */
  static String expand(String text, Map<String, String> values) {
    int dollar = text.indexOf('$');
    if (dollar < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (dollar >= 0 && dollar + 1 < text.length()) {
      out.append(text, at, dollar);
      char next = text.charAt(dollar + 1);
      at = dollar + 2;
      if (next == '$') {
        out.append('$');
      } else if (next == '(') {
        int close = text.indexOf(')', at);
        if (close < 0) {
          out.append("$(");
        } else {
          String name = text.substring(at, close);
          String value = values.get(name);
          out.append(value == null ? "$(" + name + ")" : value);
          at = close + 1;
        }
      } else {
        out.append('$').append(next);
      }
      dollar = text.indexOf('$', at);
    }
    return out.append(text, at, text.length()).toString();
  }
}

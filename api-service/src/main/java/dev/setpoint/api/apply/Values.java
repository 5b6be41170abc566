package dev.setpoint.api.apply;

import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Equality of values, in which 1 is 1.0. */
final class Values {

  private static final Comparator<JsonNode> BY_NUMBER =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? a.decimalValue().compareTo(b.decimalValue())
              : a.equals(b) ? 0 : 1;

  private Values() {}

  static boolean same(JsonNode a, JsonNode b) {
    return a.equals(BY_NUMBER, b);
  }

  static boolean same(List<JsonNode> a, List<JsonNode> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }
}

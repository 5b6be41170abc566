package dev.setpoint.api.patch;

import dev.setpoint.api.registry.Trees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The order of a merged list: what the patch names stands in the patch's order, the rest in the
 * server's, and of two neighbours both of which the server knew the server's order decides.
 *
 * @param mergeKey the field that tells elements apart; null for lists of plain values
 */
record ListOrder(@Nullable String mergeKey) {

  List<JsonNode> apply(
      List<JsonNode> merged, List<JsonNode> patchOrder, List<JsonNode> serverOrder) {
    List<JsonNode> named = new ArrayList<>();
    List<JsonNode> serverOnly = new ArrayList<>();
    for (JsonNode element : merged) {
      (indexOf(patchOrder, element) >= 0 ? named : serverOnly).add(element);
    }
    named.sort(Comparator.comparingInt(e -> indexOf(patchOrder, e)));
    serverOnly.sort(
        Comparator.comparingInt(
            e -> {
              int index = indexOf(serverOrder, e);
              return index < 0 ? Integer.MAX_VALUE : index;
            }));
    return interleave(serverOnly, named, serverOrder);
  }

  private List<JsonNode> interleave(
      List<JsonNode> left, List<JsonNode> right, List<JsonNode> serverOrder) {
    List<JsonNode> result = new ArrayList<>(left.size() + right.size());
    int i = 0;
    int j = 0;
    while (i < left.size() && j < right.size()) {
      int l = indexOf(serverOrder, left.get(i));
      int r = indexOf(serverOrder, right.get(j));
      result.add(l >= 0 && r >= 0 && l < r ? left.get(i++) : right.get(j++));
    }
    result.addAll(left.subList(i, left.size()));
    result.addAll(right.subList(j, right.size()));
    return result;
  }

  int indexOf(List<JsonNode> list, JsonNode element) {
    for (int i = 0; i < list.size(); i++) {
      if (Trees.same(identity(list.get(i)), identity(element))) {
        return i;
      }
    }
    return -1;
  }

  JsonNode identity(JsonNode element) {
    return mergeKey == null ? element : element.path(mergeKey);
  }
}

package dev.setpoint.api.registry;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Texts of table cells that several kinds show alike. */
public final class CellText {

  private static final int SHOWN = 3;

  private CellText() {}

  /** The first three of a list, and how many more there are. */
  public static String firstFew(List<String> all, String whenEmpty) {
    if (all.isEmpty()) {
      return whenEmpty;
    }
    String shown = all.stream().limit(SHOWN).collect(Collectors.joining(","));
    return all.size() > SHOWN ? shown + " + " + (all.size() - SHOWN) + " more..." : shown;
  }

  /** {@code a=b,c=d}, by key; {@code <none>} for none. */
  public static String labels(Map<String, String> labels) {
    return labels.isEmpty()
        ? "<none>"
        : new TreeMap<>(labels)
            .entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
  }
}

package dev.setpoint.api.pipeline;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what the answer's Warning headers will say, each text once. Used by one request. */
public final class Warnings {

  private final Set<String> texts = new LinkedHashSet<>();

  public void add(String text) {
    texts.add(text);
  }

  public void addAll(List<String> more) {
    texts.addAll(more);
  }

  public List<String> texts() {
    return List.copyOf(texts);
  }
}

package dev.setpoint.api.pipeline;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Collects what is said beside the answer of a request: by its Warning headers, each text once, and
 * by the annotations of its audit event. Used by one request.
 */
public final class Warnings {

  private final Set<String> texts = new LinkedHashSet<>();
  private final Map<String, String> auditAnnotations = new TreeMap<>();

  public void add(String text) {
    texts.add(text);
  }

  public void addAll(List<String> more) {
    texts.addAll(more);
  }

  public void annotateAudit(String key, String value) {
    auditAnnotations.put(key, value);
  }

  /** What has been said so far, and what will be. */
  public Map<String, String> auditAnnotations() {
    return Collections.unmodifiableMap(auditAnnotations);
  }

  public List<String> texts() {
    return List.copyOf(texts);
  }
}

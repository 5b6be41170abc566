package dev.setpoint.common.controller;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which controllers run, as kube-controller-manager's {@code --controllers}: {@code *} is all that
 * run by default, {@code x} switches x on, {@code -x} switches it off and wins over {@code *}.
 */
public record ControllerSelection(List<String> rules) {

  public static final ControllerSelection ALL = new ControllerSelection(List.of("*"));

  public ControllerSelection {
    rules = rules.stream().map(String::strip).filter(r -> !r.isEmpty()).toList();
    rules = rules.isEmpty() ? List.of("*") : rules;
  }

  public boolean enabled(String name, boolean byDefault) {
    if (rules.contains("-" + name)) {
      return false;
    }
    return rules.contains(name) || (byDefault && rules.contains("*"));
  }

  /** Names in the rules that no controller has. */
  public Set<String> unknown(Collection<String> names) {
    Set<String> unknown = new TreeSet<>();
    for (String rule : rules) {
      String name = rule.startsWith("-") ? rule.substring(1) : rule;
      if (!name.equals("*") && !names.contains(name)) {
        unknown.add(name);
      }
    }
    return unknown;
  }
}

package dev.setpoint.api.admission.podsecurity;

import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A Pod, or the template of one, as the rules look at it. */
record PodView(ObjectNode pod) {

  JsonNode spec() {
    return pod.path("spec");
  }

  Map<String, String> annotations() {
    return textMap(pod, "metadata", "annotations");
  }

  boolean onWindows() {
    return text(pod, "spec", "os", "name").equals("windows");
  }

  List<ObjectNode> containers() {
    List<ObjectNode> all = new ArrayList<>(objects(pod, "spec", "initContainers"));
    all.addAll(objects(pod, "spec", "containers"));
    all.addAll(objects(pod, "spec", "ephemeralContainers"));
    return all;
  }

  /** The names of the containers that are so. */
  List<String> named(Predicate<ObjectNode> test) {
    return containers().stream().filter(test).map(c -> text(c, "name")).toList();
  }

  /** {@code containers "a", "b"}. */
  static String containers(Collection<String> names) {
    return plural("container", names.size()) + " " + quoted(names);
  }

  static String plural(String noun, int count) {
    return count == 1 ? noun : noun + "s";
  }

  static String quoted(Collection<String> texts) {
    return "\"" + String.join("\", \"", texts) + "\"";
  }

  static String sortedAndQuoted(Collection<String> texts) {
    return quoted(new TreeSet<>(texts));
  }
}

package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.flag;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.number;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.textMap;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** What volumes behind a network need beyond the fields that must be there. */
final class NetworkVolumeRules {

  private static final String LUN_RANGE = "must be between 0 and 255, inclusive";
  private static final String BAD_FORMAT = "must be valid format";
  private static final Pattern IQN =
      Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([a-zA-Z0-9.-]+)(:[^,;*&$|\\s]+)?");
  private static final Pattern EUI = Pattern.compile("eui\\.[a-fA-F0-9]{16}");
  private static final Pattern NAA = Pattern.compile("naa\\.[a-fA-F0-9]{32}");

  private NetworkVolumeRules() {}

  static void validate(String kind, ObjectNode source, String path, FieldErrors errors) {
    switch (kind) {
      case "iscsi" -> iscsi(source, path, errors);
      case "fc" -> fibreChannel(source, path, errors);
      case "quobyte" -> quobyte(source, path, errors);
      case "flocker" -> flocker(source, path, errors);
      case "flexVolume" -> flexVolume(source, path, errors);
      default -> {
        // Required fields are all that can be said of the others.
      }
    }
  }

  private static void iscsi(ObjectNode source, String path, FieldErrors errors) {
    String iqn = text(source, "iqn");
    if (!iqn.isEmpty()) {
      qualifiedName(iqn, path + ".iqn", errors);
    }
    lun(number(source, "lun"), path, errors);
    boolean authenticates = flag(source, "chapAuthDiscovery") || flag(source, "chapAuthSession");
    if (authenticates && !has(source, "secretRef")) {
      errors.required(path + ".secretRef", "");
    }
    if (has(source, "initiatorName")) {
      qualifiedName(text(source, "initiatorName"), path + ".initiatorname", errors);
    }
  }

  private static void qualifiedName(String name, String path, FieldErrors errors) {
    boolean sound =
        IQN.matcher(name).matches() || EUI.matcher(name).matches() || NAA.matcher(name).matches();
    if (!sound) {
      errors.invalid(path, name, BAD_FORMAT);
    }
  }

  private static void lun(int lun, String path, FieldErrors errors) {
    if (lun < 0 || lun > 255) {
      errors.invalid(path + ".lun", lun, LUN_RANGE);
    }
  }

  private static void fibreChannel(ObjectNode source, String path, FieldErrors errors) {
    List<String> targets = texts(source, "targetWWNs");
    List<String> wwids = texts(source, "wwids");
    if (targets.isEmpty() && wwids.isEmpty()) {
      errors.required(
          path + ".targetWWNs", "must specify either targetWWNs or wwids, but not both");
    }
    if (!targets.isEmpty() && !wwids.isEmpty()) {
      errors.invalid(
          path + ".targetWWNs",
          GoFormat.strings(targets),
          "targetWWNs and wwids can not be specified simultaneously");
    }
    if (!targets.isEmpty()) {
      if (has(source, "lun")) {
        lun(number(source, "lun"), path, errors);
      } else {
        errors.required(path + ".lun", "lun is required if targetWWNs is specified");
      }
    }
  }

  private static void quobyte(ObjectNode source, String path, FieldErrors errors) {
    String registry = text(source, "registry");
    if (registry.isEmpty()) {
      errors.required(
          path + ".registry", "must be a host:port pair or multiple pairs separated by commas");
      return;
    }
    for (String pair : registry.split(",", -1)) {
      int colon = pair.lastIndexOf(':');
      if (colon <= 0 || !pair.substring(colon + 1).matches("\\d+")) {
        errors.invalid(
            path + ".registry",
            registry,
            "must be a host:port pair or multiple pairs separated by commas");
      }
    }
  }

  private static void flocker(ObjectNode source, String path, FieldErrors errors) {
    String name = text(source, "datasetName");
    String id = text(source, "datasetUUID");
    if (name.isEmpty() && id.isEmpty()) {
      errors.required(path, "one of datasetName and datasetUUID is required");
    }
    if (!name.isEmpty() && !id.isEmpty()) {
      errors.invalid(
          path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
    }
    if (name.contains("/")) {
      errors.invalid(path + ".datasetName", name, "must not contain '/'");
    }
  }

  private static void flexVolume(ObjectNode source, String path, FieldErrors errors) {
    for (String key : new TreeMap<>(textMap(source, "options")).keySet()) {
      String domain = "." + key.split("/", 2)[0].toLowerCase(Locale.ROOT);
      if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
        errors.invalid(
            path + ".options[" + key + "]",
            key,
            "kubernetes.io and k8s.io namespaces are reserved");
      }
    }
  }
}

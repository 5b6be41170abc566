package dev.setpoint.api.registry.core;

import static dev.setpoint.api.registry.Trees.object;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.IpText;
import dev.setpoint.api.registry.Names;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** How a Pod resolves names. */
final class DnsRules {

  static final List<String> POLICIES =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
  static final String BAD_IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

  private DnsRules() {}

  static void policy(ObjectNode spec, String path, FieldErrors errors) {
    String policy = text(spec, "dnsPolicy");
    if (policy.isEmpty()) {
      errors.required(path, "");
    } else if (!POLICIES.contains(policy)) {
      errors.notSupported(path, policy, POLICIES);
    }
  }

  static void config(ObjectNode spec, String path, FieldErrors errors) {
    ObjectNode config = object(spec, "dnsConfig");
    if (text(spec, "dnsPolicy").equals("None")) {
      if (config == null) {
        errors.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
        return;
      }
      if (config.path("nameservers").isEmpty()) {
        errors.required(
            path + ".nameservers",
            "must provide at least one DNS nameserver when `dnsPolicy` is None");
      }
    }
    if (config == null) {
      return;
    }
    List<String> servers = texts(config, "nameservers");
    if (servers.size() > 3) {
      errors.invalid(
          path + ".nameservers",
          GoFormat.strings(servers),
          "must not have more than 3 nameservers");
    }
    for (int i = 0; i < servers.size(); i++) {
      if (!IpText.isIp(servers.get(i))) {
        errors.invalid(path + ".nameservers[" + i + "]", servers.get(i), BAD_IP);
      }
    }
    searches(texts(config, "searches"), path + ".searches", errors);
    List<ObjectNode> options = objects(config, "options");
    for (int i = 0; i < options.size(); i++) {
      if (text(options.get(i), "name").isEmpty()) {
        errors.required(path + ".options[" + i + "]", "must not be empty");
      }
    }
  }

  private static void searches(List<String> searches, String path, FieldErrors errors) {
    if (searches.size() > 32) {
      errors.invalid(path, GoFormat.strings(searches), "must not have more than 32 search paths");
    }
    if (String.join(" ", searches).length() > 2048) {
      errors.invalid(
          path,
          GoFormat.strings(searches),
          "must not have more than 2048 characters (including spaces) in the search list");
    }
    for (int i = 0; i < searches.size(); i++) {
      String search = searches.get(i);
      String name = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
      if (!name.isEmpty()) {
        errors.invalid(path + "[" + i + "]", name, Names.subdomain(name.replace("_", "-")));
      }
    }
  }
}

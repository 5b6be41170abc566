package dev.setpoint.api.registry.certificates;

import static dev.setpoint.api.registry.Trees.child;
import static dev.setpoint.api.registry.Trees.has;
import static dev.setpoint.api.registry.Trees.objects;
import static dev.setpoint.api.registry.Trees.same;
import static dev.setpoint.api.registry.Trees.text;
import static dev.setpoint.api.registry.Trees.texts;

import dev.setpoint.api.registry.FieldErrors;
import dev.setpoint.api.registry.GoFormat;
import dev.setpoint.api.registry.Names;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validation of signing requests (k8s.io/kubernetes/pkg/apis/certificates/validation). */
final class RequestRules {

  /** Through which path an update comes: each may change other parts of status. */
  enum Path {
    MAIN,
    STATUS,
    APPROVAL
  }

  private static final List<String> USAGES =
      List.of(
          "any",
          "cert sign",
          "client auth",
          "code signing",
          "content commitment",
          "crl sign",
          "data encipherment",
          "decipher only",
          "digital signature",
          "email protection",
          "encipher only",
          "ipsec end system",
          "ipsec tunnel",
          "ipsec user",
          "key agreement",
          "key encipherment",
          "microsoft sgc",
          "netscape sgc",
          "ocsp signing",
          "s/mime",
          "server auth",
          "signing",
          "timestamping");
  private static final Set<String> FINAL = Set.of("Approved", "Denied", "Failed");
  private static final List<String> STATES = List.of("False", "True", "Unknown");
  private static final int MIN_SECONDS = 600;
  private static final int SIGNER_MAX = 2 * Names.SUBDOMAIN_MAX - Names.LABEL_MAX;
  private static final String CONDITIONS = "status.conditions";

  private RequestRules() {}

  static List<ObjectNode> ofType(JsonNode status, String type) {
    return objects(status, "conditions").stream()
        .filter(condition -> text(condition, "type").equals(type))
        .toList();
  }

  static void validate(ObjectNode request, FieldErrors errors) {
    ObjectNode spec = child(request, "spec");
    byte[] pem = bytes(spec, "request");
    String problem = PemContents.requestProblem(pem);
    if (!problem.isEmpty()) {
      errors.invalid("spec.request", shown(pem), problem);
    }
    usages(texts(spec, "usages"), errors);
    signer(text(spec, "signerName"), errors);
    if (has(spec, "expirationSeconds")) {
      long seconds = spec.path("expirationSeconds").longValue(0);
      if (seconds < MIN_SECONDS) {
        errors.invalid(
            "spec.expirationSeconds",
            seconds,
            "may not specify a duration less than 600 seconds (10 minutes)");
      }
    }
    conditions(objects(request, "status", "conditions"), errors);
    String badCertificate =
        PemContents.certificatesProblem(bytes(child(request, "status"), "certificate"));
    if (!badCertificate.isEmpty()) {
      errors.invalid("status.certificate", "<certificate data>", badCertificate);
    }
  }

  private static byte[] bytes(ObjectNode parent, String field) {
    return Base64.getDecoder().decode(text(parent, field));
  }

  private static GoFormat.Verbatim shown(byte[] bytes) {
    if (bytes.length == 0) {
      return new GoFormat.Verbatim("[]byte(nil)");
    }
    StringBuilder out = new StringBuilder("[]byte{");
    for (int i = 0; i < bytes.length; i++) {
      out.append(i == 0 ? "" : ", ").append("0x").append(Integer.toHexString(bytes[i] & 0xff));
    }
    return new GoFormat.Verbatim(out.append('}').toString());
  }

  private static void usages(List<String> usages, FieldErrors errors) {
    if (usages.isEmpty()) {
      errors.required("spec.usages", "");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < usages.size(); i++) {
      String path = "spec.usages[" + i + "]";
      if (!USAGES.contains(usages.get(i))) {
        errors.notSupported(path, usages.get(i), USAGES);
      }
      if (!seen.add(usages.get(i))) {
        errors.duplicate(path, usages.get(i));
      }
    }
  }

  private static void signer(String name, FieldErrors errors) {
    String path = "spec.signerName";
    if (name.equals("kubernetes.io/legacy-unknown")) {
      errors.invalid(path, name, "the legacy signerName is not allowed via this API version");
      return;
    }
    if (name.isEmpty()) {
      errors.required(path, "");
      return;
    }
    String[] segments = name.split("/", -1);
    if (segments.length != 2) {
      errors.invalid(
          path,
          name,
          "must be a fully qualified domain and path of the form 'example.com/signer-name'");
      return;
    }
    if (segments[0].length() > Names.SUBDOMAIN_MAX) {
      errors.tooLong(path, "may not be more than " + Names.SUBDOMAIN_MAX + " bytes");
    }
    List<String> domain = List.of(segments[0].split("\\.", -1));
    domain.forEach(label -> labels(segments[0], label, Names.label(label), errors));
    if (domain.size() < 2) {
      errors.invalid(
          path, segments[0], "should be a domain with at least two segments separated by dots");
    }
    List.of(segments[1].split("\\.", -1))
        .forEach(label -> labels(segments[1], label, Names.subdomain(label), errors));
    if (name.length() > SIGNER_MAX) {
      errors.tooLong(path, "may not be more than " + SIGNER_MAX + " bytes");
    }
  }

  private static void labels(
      String segment, String label, List<String> problems, FieldErrors errors) {
    for (String problem : problems) {
      errors.invalid(
          "spec.signerName", segment, "validating label " + GoFormat.quote(label) + ": " + problem);
    }
  }

  private static void conditions(List<ObjectNode> conditions, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < conditions.size(); i++) {
      String path = CONDITIONS + "[" + i + "]";
      String type = text(conditions.get(i), "type");
      String state = text(conditions.get(i), "status");
      List<String> states = FINAL.contains(type) ? List.of("True") : STATES;
      if (type.isEmpty()) {
        errors.required(path + ".type", "");
      }
      if (state.isEmpty()) {
        errors.required(path + ".status", "");
      } else if (!states.contains(state)) {
        errors.notSupported(path + ".status", state, states);
      }
      String opposite = type.equals("Approved") ? "Denied" : "Approved";
      if ((type.equals("Approved") || type.equals("Denied")) && seen.contains(opposite)) {
        errors.invalid(
            path + ".type", type, "Approved and Denied conditions are mutually exclusive");
      }
      if (!seen.add(type)) {
        errors.duplicate(path + ".type", type);
      }
    }
  }

  static void validateUpdate(ObjectNode request, ObjectNode old, Path path, FieldErrors errors) {
    validate(request, errors);
    JsonNode after = request.path("status");
    JsonNode before = old.path("status");
    for (String type : List.of("Approved", "Denied", "Failed")) {
      if (ofType(after, type).size() < ofType(before, type).size()) {
        errors.forbidden(
            CONDITIONS, "updates may not remove a condition of type " + GoFormat.quote(type));
      }
    }
    if (path != Path.APPROVAL) {
      List.of("Approved", "Denied").forEach(type -> decision(type, after, before, errors));
    }
    if (!same(request, old, "status", "certificate")) {
      if (path != Path.STATUS) {
        errors.forbidden("status.certificate", "updates may not set certificate content");
      } else if (!text(before, "certificate").isEmpty()) {
        errors.forbidden(
            "status.certificate", "updates may not modify existing certificate content");
      }
    }
  }

  private static void decision(String type, JsonNode after, JsonNode before, FieldErrors errors) {
    List<ObjectNode> now = ofType(after, type);
    List<ObjectNode> then = ofType(before, type);
    if (now.size() > then.size()) {
      errors.forbidden(
          CONDITIONS, "updates may not add a condition of type " + GoFormat.quote(type));
    } else if (now.size() == then.size() && !now.equals(then)) {
      errors.forbidden(
          CONDITIONS,
          "updates may not modify a condition of type "
              + GoFormat.quote(type)
              + "\n"
              + now.stream().map(String::valueOf).collect(Collectors.joining("\n")));
    }
  }
}

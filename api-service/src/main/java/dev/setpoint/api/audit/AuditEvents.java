package dev.setpoint.api.audit;

import dev.setpoint.api.auth.RequestIdentity;
import dev.setpoint.api.rest.Exchange;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.common.json.KubeJson;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts records into the form of audit.k8s.io/v1 Events. */
final class AuditEvents {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int MAX_AGENT = 1024;

  private AuditEvents() {}

  /**
   * @param code 0 before there is an answer
   */
  static ObjectNode event(
      HttpServletRequest request, AuditRecord record, String stage, int code, Instant now) {
    ObjectNode event = KubeJson.TREES.createObjectNode();
    event.put("kind", "Event").put("apiVersion", "audit.k8s.io/v1");
    event.put("level", record.level().toString()).put("auditID", record.id()).put("stage", stage);
    String query = request.getQueryString();
    event.put(
        "requestURI",
        query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query);
    RequestInfo info = record.info();
    event.put("verb", info == null ? "" : info.verb());
    RequestIdentity caller = record.caller();
    event.set("user", caller == null ? KubeJson.TREES.createObjectNode() : user(caller));
    RequestIdentity impersonated = record.impersonated();
    if (impersonated != null) {
      event.set("impersonatedUser", user(impersonated));
    }
    event.putArray("sourceIPs").add(request.getRemoteAddr());
    String agent = request.getHeader("User-Agent");
    if (agent != null && !agent.isEmpty()) {
      event.put(
          "userAgent",
          agent.length() > MAX_AGENT ? agent.substring(0, MAX_AGENT) + "...TRUNCATED" : agent);
    }
    if (info != null && info.resource()) {
      event.set("objectRef", reference(info));
    }
    if (code != 0) {
      answer(event, record, code);
    }
    event.put("requestReceivedTimestamp", MICROS.format(record.received()));
    event.put("stageTimestamp", MICROS.format(now));
    ObjectNode annotations = annotations(request, record);
    if (!annotations.isEmpty()) {
      event.set("annotations", annotations);
    }
    return event;
  }

  private static ObjectNode annotations(HttpServletRequest request, AuditRecord record) {
    ObjectNode annotations = KubeJson.TREES.createObjectNode();
    if (!record.verdict().isEmpty()) {
      annotations.put("authorization.k8s.io/decision", record.verdict());
      annotations.put("authorization.k8s.io/reason", record.reason());
    }
    if (request.getAttribute(Exchange.AUDIT_ANNOTATIONS) instanceof Map<?, ?> given) {
      given.forEach((key, value) -> annotations.put(key.toString(), value.toString()));
    }
    return annotations;
  }

  private static void answer(ObjectNode event, AuditRecord record, int code) {
    ObjectNode status = event.putObject("responseStatus");
    status.putObject("metadata");
    JsonNode answered = body(record.response());
    if (answered != null && answered.path("kind").asString("").equals("Status")) {
      for (String field : List.of("status", "message", "reason")) {
        if (answered.has(field)) {
          status.set(field, answered.path(field));
        }
      }
    }
    status.put("code", code);
    JsonNode asked = body(record.request());
    if (asked != null && record.level().atLeast(AuditLevel.REQUEST)) {
      event.set("requestObject", asked);
    }
    if (answered != null && record.level().atLeast(AuditLevel.REQUEST_RESPONSE)) {
      event.set("responseObject", answered);
    }
  }

  private static @Nullable JsonNode body(@Nullable CapturedBody body) {
    return body == null ? null : body.json();
  }

  private static ObjectNode reference(RequestInfo info) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    put(out, "resource", info.plural());
    put(out, "namespace", info.namespace());
    put(out, "name", info.name());
    put(out, "apiGroup", info.group());
    put(out, "apiVersion", info.version());
    put(out, "subresource", info.subresource());
    return out;
  }

  private static ObjectNode user(RequestIdentity who) {
    ObjectNode out = KubeJson.TREES.createObjectNode();
    put(out, "username", who.user());
    put(out, "uid", who.uid());
    putAll(out, "groups", who.groups());
    if (!who.extra().isEmpty()) {
      ObjectNode extra = out.putObject("extra");
      who.extra().forEach((key, values) -> putAll(extra, key, values));
    }
    return out;
  }

  private static void put(ObjectNode out, String field, String value) {
    if (!value.isEmpty()) {
      out.put(field, value);
    }
  }

  private static void putAll(ObjectNode out, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode list = out.putArray(field);
      values.forEach(list::add);
    }
  }
}

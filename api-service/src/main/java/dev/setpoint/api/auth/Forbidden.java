package dev.setpoint.api.auth;

import dev.setpoint.api.rest.GoText;
import dev.setpoint.api.rest.RequestInfo;
import dev.setpoint.common.error.ApiException;
import dev.setpoint.common.error.StatusReason;
import java.util.List;

/** A refusal in kube-apiserver's words (apiserver/pkg/endpoints/handlers/responsewriters). */
final class Forbidden {

  private Forbidden() {}

  static ApiException of(RequestIdentity who, RequestInfo what) {
    return what.resource()
        ? resource(
            who,
            what.verb(),
            what.group(),
            what.plural(),
            what.subresource(),
            what.namespace(),
            what.name())
        : new ApiException(
            403,
            StatusReason.Forbidden,
            "forbidden: User "
                + GoText.quote(who.user())
                + " cannot "
                + what.verb()
                + " path "
                + GoText.quote(what.path()),
            new ApiException.Details("", "", "", "", List.of(), 0));
  }

  static ApiException resource(
      RequestIdentity who,
      String verb,
      String group,
      String plural,
      String subresource,
      String namespace,
      String name) {
    String qualified = group.isEmpty() ? plural : plural + "." + group;
    String resource = subresource.isEmpty() ? plural : plural + "/" + subresource;
    String scope =
        namespace.isEmpty()
            ? "at the cluster scope"
            : "in the namespace " + GoText.quote(namespace);
    return new ApiException(
        403,
        StatusReason.Forbidden,
        "%s is forbidden: User %s cannot %s resource %s in API group %s %s"
            .formatted(
                name.isEmpty() ? qualified : qualified + " " + GoText.quote(name),
                GoText.quote(who.user()),
                verb,
                GoText.quote(resource),
                GoText.quote(group),
                scope),
        new ApiException.Details(group, plural, name, "", List.of(), 0));
  }
}

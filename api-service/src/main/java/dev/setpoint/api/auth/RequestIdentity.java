package dev.setpoint.api.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The user a request acts for.
 *
 * @param user for example {@code system:node:a}
 * @param uid empty when unknown
 * @param groups always with {@code system:authenticated} or {@code system:unauthenticated}
 * @param extra further facts of the authenticator, by name
 */
public record RequestIdentity(
    String user, String uid, List<String> groups, Map<String, List<String>> extra) {

  public static final String ATTRIBUTE = "dev.setpoint.api.auth.RequestIdentity";

  static final String AUTHENTICATED = "system:authenticated";
  static final String UNAUTHENTICATED = "system:unauthenticated";

  public static final RequestIdentity ANONYMOUS =
      new RequestIdentity("system:anonymous", "", List.of(UNAUTHENTICATED), Map.of());

  /** An authenticated user; {@code system:authenticated} is added to the groups. */
  static RequestIdentity authenticated(
      String user, String uid, List<String> groups, Map<String, List<String>> extra) {
    List<String> all = new ArrayList<>(groups);
    if (!all.contains(AUTHENTICATED)) {
      all.add(AUTHENTICATED);
    }
    return new RequestIdentity(user, uid, List.copyOf(all), extra);
  }

  /** A service account, with the groups that all of them and those of its namespace are in. */
  public static RequestIdentity serviceAccount(
      String namespace, String name, String uid, Map<String, List<String>> extra) {
    return new RequestIdentity(
        "system:serviceaccount:" + namespace + ":" + name,
        uid,
        List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, AUTHENTICATED),
        extra);
  }

  /** The identity established for this request; anonymous when no filter ran. */
  public static RequestIdentity of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof RequestIdentity identity
        ? identity
        : ANONYMOUS;
  }

  public boolean in(String group) {
    return groups.contains(group);
  }
}

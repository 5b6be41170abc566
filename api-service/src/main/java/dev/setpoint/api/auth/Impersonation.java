package dev.setpoint.api.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code kubectl --as}: the Impersonate-* headers of apiserver/pkg/endpoints/filters. */
record Impersonation(
    @Nullable String user, String uid, List<String> groups, Map<String, List<String>> extra) {

  private static final String EXTRA = "impersonate-extra-";

  /** Null when the request impersonates nobody. */
  static @Nullable Impersonation of(HttpServletRequest request) {
    String user = request.getHeader("Impersonate-User");
    String uid = request.getHeader("Impersonate-Uid");
    List<String> groups = Collections.list(request.getHeaders("Impersonate-Group"));
    Map<String, List<String>> extra = new LinkedHashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith(EXTRA)) {
        extra.put(
            unescape(lower.substring(EXTRA.length())), Collections.list(request.getHeaders(name)));
      }
    }
    if ((user == null || user.isEmpty()) && uid == null && groups.isEmpty() && extra.isEmpty()) {
      return null;
    }
    return new Impersonation(
        user == null || user.isEmpty() ? null : user, uid == null ? "" : uid, groups, extra);
  }

  RequestIdentity identity(String userName) {
    List<String> all = new ArrayList<>(groups);
    if (all.isEmpty() && userName.startsWith("system:serviceaccount:")) {
      String[] parts = userName.split(":", -1);
      if (parts.length == 4) {
        all.add("system:serviceaccounts");
        all.add("system:serviceaccounts:" + parts[2]);
      }
    }
    boolean anonymous = userName.equals(RequestIdentity.ANONYMOUS.user());
    String implied = anonymous ? RequestIdentity.UNAUTHENTICATED : RequestIdentity.AUTHENTICATED;
    if (!all.contains(implied)) {
      all.add(implied);
    }
    return new RequestIdentity(userName, uid, List.copyOf(all), Map.copyOf(extra));
  }

  private static String unescape(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEscaped) {
      return text;
    }
  }
}

package dev.setpoint.api.stream;

import dev.setpoint.api.openapi.QueryParameter;
import dev.setpoint.api.rest.Query;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** PodExecOptions and PodAttachOptions: output is connected unless that is refused. */
record CommandOptions(
    String container,
    boolean stdin,
    boolean stdout,
    boolean stderr,
    boolean tty,
    List<String> command) {

  static final List<QueryParameter> PARAMETERS =
      List.of(
          new QueryParameter("command", "string", "The command with its arguments, one each."),
          new QueryParameter(
              "container", "string", "Whose process; may be left out when the Pod has one."),
          new QueryParameter("stderr", "boolean", "Connects the process's errors."),
          new QueryParameter("stdin", "boolean", "Connects the process's input."),
          new QueryParameter("stdout", "boolean", "Connects the process's output."),
          new QueryParameter("tty", "boolean", "Gives the process a terminal."));

  static CommandOptions of(Query query) {
    boolean tty = query.flag("tty");
    return new CommandOptions(
        query.text("container"),
        query.flag("stdin"),
        !query.has("stdout") || query.flag("stdout"),
        (!query.has("stderr") || query.flag("stderr")) && !tty,
        tty,
        query.all("command"));
  }

  /** As kubelet's server takes them. */
  String toQuery(String uid) {
    StringBuilder query = new StringBuilder("?uid=").append(uid);
    flag(query, "input", stdin);
    flag(query, "output", stdout);
    flag(query, "error", stderr);
    flag(query, "tty", tty);
    for (String word : command) {
      query.append("&command=").append(URLEncoder.encode(word, StandardCharsets.UTF_8));
    }
    return query.toString();
  }

  private static void flag(StringBuilder query, String name, boolean value) {
    if (value) {
      query.append('&').append(name).append("=1");
    }
  }
}

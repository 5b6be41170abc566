package dev.setpoint.api.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The static bearer tokens, one a line as in kube-apiserver's {@code --token-auth-file}: {@code
 * token,user,uid,"group,group"}. A token once written stays valid until its line is removed.
 */
final class Tokens {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  static List<StaticToken> read(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(line -> parse(file, line))
            .toList()
        : List.of();
  }

  /** Adds a random token for each user that has none yet. */
  static List<StaticToken> ensure(Path file, List<StaticToken> wanted) throws IOException {
    List<StaticToken> tokens = new ArrayList<>(read(file));
    for (StaticToken each : wanted) {
      if (of(tokens, each.user()).isEmpty()) {
        tokens.add(new StaticToken(random(), each.user(), each.uid(), each.groups()));
      }
    }
    StringBuilder text = new StringBuilder();
    for (StaticToken t : tokens) {
      text.append(t.token()).append(',').append(t.user()).append(',').append(t.uid());
      text.append(",\"").append(String.join(",", t.groups())).append("\"\n");
    }
    PrivateFiles.write(file, text.toString());
    return List.copyOf(tokens);
  }

  static Optional<StaticToken> of(List<StaticToken> tokens, String user) {
    return tokens.stream().filter(t -> t.user().equals(user)).findFirst();
  }

  private static StaticToken parse(Path file, String line) {
    String[] fields = line.split(",", 4);
    if (fields.length < 3 || fields[0].isBlank() || fields[1].isBlank()) {
      throw new IllegalStateException(file + " has a line that is not token,user,uid,\"groups\"");
    }
    String groups = fields.length < 4 ? "" : fields[3].replace("\"", "");
    return new StaticToken(
        fields[0],
        fields[1],
        fields[2].strip(),
        List.of(groups.split(",")).stream().map(String::strip).filter(g -> !g.isEmpty()).toList());
  }

  private static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

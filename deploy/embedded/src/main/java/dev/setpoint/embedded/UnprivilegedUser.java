package dev.setpoint.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How to run PostgreSQL's programs, which refuse to run as root. As root they run in a user
 * namespace without a mapping, where they see themselves as nobody and still own root's files;
 * where the kernel forbids that, as nobody itself.
 */
enum UnprivilegedUser {
  AS_IS(List.of()),
  USER_NAMESPACE(List.of("unshare", "--user")),
  NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

  private final List<String> prefix;

  UnprivilegedUser(List<String> prefix) {
    this.prefix = prefix;
  }

  List<String> prefix() {
    return prefix;
  }

  static UnprivilegedUser choose() throws IOException, InterruptedException {
    if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
      return AS_IS;
    }
    return USER_NAMESPACE.works() ? USER_NAMESPACE : NOBODY;
  }

  private boolean works() throws InterruptedException {
    try {
      Process probe =
          new ProcessBuilder(prefix.get(0), prefix.get(1), "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  /** Hands a tree over to the user that the programs will run as. */
  void own(Path tree) throws IOException, InterruptedException {
    if (this == NOBODY) {
      new ProcessBuilder("chown", "-R", "65534:65534", tree.toString())
          .inheritIO()
          .start()
          .waitFor();
    }
  }
}

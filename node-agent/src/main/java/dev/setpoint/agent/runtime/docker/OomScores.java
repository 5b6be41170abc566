package dev.setpoint.agent.runtime.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether containers may be given an OOM score below the engine's own. That takes CAP_SYS_RESOURCE,
 * which some hosts lack; runc then dies without saying why, so a start that fails is tried once
 * more without.
 */
final class OomScores {

  private static final Logger log = LoggerFactory.getLogger(OomScores.class);
  private static final int CAP_SYS_RESOURCE = 24;

  private final Set<String> tried = ConcurrentHashMap.newKeySet();
  private volatile boolean mayLower = hostAllows();

  boolean mayLower() {
    return mayLower;
  }

  /** This container was created with a lowered score. */
  void tried(String id) {
    tried.add(id);
  }

  /** A container did not start; returns whether its score may be why. */
  boolean refused(String id, String message) {
    boolean suspect = message.contains("oom_score_adj") || message.contains("from pipe: EOF");
    if (!tried.remove(id) || !suspect) {
      return false;
    }
    if (mayLower) {
      mayLower = false;
      log.info("A start failed; from now on containers keep the OOM score of the engine");
    }
    return true;
  }

  void started(String id) {
    tried.remove(id);
  }

  private static boolean hostAllows() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("CapBnd:")) {
          long set = Long.parseUnsignedLong(line.substring(7).strip(), 16);
          return (set >> CAP_SYS_RESOURCE & 1) == 1;
        }
      }
    } catch (IOException e) {
      log.debug("Capabilities can't be read: {}", e.getMessage());
    }
    return true;
  }
}

package dev.setpoint.agent.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where samples come from. */
interface Counters {

  /**
   * A running container's.
   *
   * @param pid of its first process
   * @return null where the counters can't be read
   */
  @Nullable Sample container(String id, long pid, Instant now);

  /** The whole host's; null where the counters can't be read. */
  @Nullable Sample node(Instant now);
}

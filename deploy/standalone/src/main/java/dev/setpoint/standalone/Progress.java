package dev.setpoint.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** The lines that a person at the terminal sees: one a part. */
final class Progress {

  private final PrintStream out;

  Progress(PrintStream out) {
    this.out = out;
  }

  void started(Part part, Duration took) {
    line(part, "started", took);
  }

  void stopped(Part part, Duration took) {
    line(part, "stopped", took);
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  private void line(Part part, String what, Duration took) {
    double seconds = took.toMillis() / 1000.0;
    say(String.format(Locale.ROOT, "  %-11s %-8s %5.1f s", part.label(), what, seconds));
  }
}

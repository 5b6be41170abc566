package dev.setpoint.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A session with a shell as a file shows it: indented by two spaces are commands with the answers
 * that are wanted, all else is prose.
 *
 * <pre>
 *   $ command             runs once; "? command" runs until its answer is the wanted one
 *   &gt; more of it          continues the command
 *   a line of the answer  both streams; see {@link Wanted} for what may stand in it
 *   [1]                   the exit code, where it is not 0
 *   [1.29-1.31] …         a command or a line for these versions only; either end may be open
 * </pre>
 *
 * @param steps in order
 */
record Transcript(String name, List<Step> steps) {

  static final String SUFFIX = ".tour";

  private static final Pattern LINE =
      Pattern.compile("  (\\[(?=[-\\d.]*[-.])[-\\d.]+] )?(?:([$?>]) )?(.*)");
  private static final Pattern EXIT = Pattern.compile("\\[(\\d+)]");

  /**
   * One command.
   *
   * @param line where it stands
   * @param eventually whether its answer may take a while
   */
  record Step(
      int line,
      VersionRange versions,
      boolean eventually,
      String command,
      List<WantedLine> answer,
      int exit) {}

  /** A line of an answer. */
  record WantedLine(VersionRange versions, String text) {}

  /** Minor versions of kubectl. */
  record VersionRange(int from, int to) {

    static final VersionRange ALL = new VersionRange(0, Integer.MAX_VALUE);

    static VersionRange of(String text) {
      if (text == null) {
        return ALL;
      }
      String[] ends = text.strip().replaceAll("[\\[\\]]", "").split("-", -1);
      int from = ends[0].isEmpty() ? 0 : minor(ends[0]);
      String last = ends[ends.length - 1];
      return new VersionRange(from, last.isEmpty() ? Integer.MAX_VALUE : minor(last));
    }

    private static int minor(String version) {
      return Integer.parseInt(version.substring(version.indexOf('.') + 1));
    }

    boolean contains(int minor) {
      return from <= minor && minor <= to;
    }
  }

  static Transcript read(Path file) throws IOException {
    List<Step> steps = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      Matcher matcher = LINE.matcher(line);
      if (!line.startsWith("  ") || !matcher.matches()) {
        continue;
      }
      VersionRange versions = VersionRange.of(matcher.group(1));
      String mark = matcher.group(2) == null ? "" : matcher.group(2);
      String text = matcher.group(3);
      switch (mark) {
        case "$", "?" ->
            steps.add(new Step(number, versions, mark.equals("?"), text, List.of(), 0));
        case ">" -> steps.add(continued(steps.removeLast(), text));
        default -> steps.add(answered(steps.removeLast(), versions, text));
      }
    }
    return new Transcript(file.getFileName().toString().replace(SUFFIX, ""), List.copyOf(steps));
  }

  private static Step continued(Step step, String text) {
    return new Step(
        step.line,
        step.versions,
        step.eventually,
        step.command + "\n" + text,
        step.answer,
        step.exit);
  }

  private static Step answered(Step step, VersionRange versions, String text) {
    Matcher exit = EXIT.matcher(text);
    List<WantedLine> answer = new ArrayList<>(step.answer);
    int code = step.exit;
    if (exit.matches()) {
      code = Integer.parseInt(exit.group(1));
    } else {
      answer.add(new WantedLine(versions, text));
    }
    return new Step(
        step.line, step.versions, step.eventually, step.command, List.copyOf(answer), code);
  }
}

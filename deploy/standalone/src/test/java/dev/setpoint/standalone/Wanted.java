package dev.setpoint.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An answer to compare with: lines as they are to come, but for the width of columns, blank lines,
 * and what no two runs have in common, which {@code <age>}, {@code <uid>} and the like stand for; a
 * line of three dots stands for any number of lines.
 */
final class Wanted {

  private static final Map<String, String> KINDS =
      Map.of(
          "<age>", "(?:\\d+[smhdy])+",
          "<date>", "\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d [-+]\\d{4}",
          "<hash>", "[a-z0-9]+",
          "<ip>", "\\d+\\.\\d+\\.\\d+\\.\\d+",
          "<n>", "\\d+",
          "<text>", ".*",
          "<time>", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ",
          "<uid>", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
          "<url>", "https://[0-9.]+:\\d+");
  private static final Pattern PLACE = Pattern.compile(String.join("|", KINDS.keySet()));
  private static final Pattern GAP = Pattern.compile("(?<=\\S)(?:\\t\\s*|\\s{2,})(?=\\S)");

  private final List<String> lines;

  Wanted(List<String> lines) {
    this.lines = plain(lines.stream());
  }

  boolean matches(String answer) {
    return pattern(lines.size()).matcher(text(answer)).matches();
  }

  /** Where an answer first differs. */
  String difference(String answer) {
    String got = text(answer);
    int same = lines.size();
    int end = 0;
    for (; same > 0; same--) {
      Matcher matcher = pattern(same).matcher(got);
      if (matcher.lookingAt()) {
        end = matcher.end();
        break;
      }
    }
    String next = same < lines.size() ? lines.get(same) : "(the end)";
    return "  wanted: " + next + "\n  got:    " + got.substring(end).replace("\n", "\n          ");
  }

  private Pattern pattern(int count) {
    StringBuilder pattern = new StringBuilder();
    for (String line : lines.subList(0, count)) {
      pattern.append(line.equals("...") ? "(?:.*\\n)*?" : regex(line) + "\\n");
    }
    return Pattern.compile(pattern.toString());
  }

  private static String regex(String line) {
    StringBuilder regex = new StringBuilder();
    Matcher place = PLACE.matcher(line);
    int at = 0;
    while (place.find()) {
      regex.append(Pattern.quote(line.substring(at, place.start())));
      regex.append(KINDS.get(place.group()));
      at = place.end();
    }
    return regex.append(Pattern.quote(line.substring(at))).toString();
  }

  private static String text(String answer) {
    List<String> all = new ArrayList<>(plain(answer.lines()));
    all.add("");
    return String.join("\n", all);
  }

  private static List<String> plain(Stream<String> lines) {
    return lines
        .map(line -> GAP.matcher(line.stripTrailing()).replaceAll("  ").replace("\t", "  "))
        .filter(line -> !line.isBlank())
        .toList();
  }
}

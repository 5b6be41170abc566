package dev.setpoint.api.stream;

import dev.setpoint.api.rest.GoText;
import dev.setpoint.common.error.ApiException;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code ports} of a WebSocket, each with a pair of channels; other clients name them later.
 */
record ForwardPorts(List<Integer> numbers) {

  private static final int MOST = 100;

  static ForwardPorts of(List<String> values) {
    if (values.isEmpty()) {
      throw ApiException.badRequest("query parameter \"ports\" is required");
    }
    List<Integer> numbers = new ArrayList<>();
    for (String value : values) {
      if (value.isEmpty()) {
        throw ApiException.badRequest("query parameter \"ports\" cannot be empty");
      }
      for (String port : value.split(",", -1)) {
        numbers.add(number(port, value));
      }
    }
    if (numbers.size() > MOST) {
      throw ApiException.badRequest("more than " + MOST + " ports");
    }
    return new ForwardPorts(List.copyOf(numbers));
  }

  private static int number(String port, String value) {
    boolean digits =
        !port.isEmpty() && port.length() <= 9 && port.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = digits ? Integer.parseInt(port) : -1;
    if (number < 0 || number > 65_535) {
      throw ApiException.badRequest(
          "unable to parse "
              + GoText.quote(value)
              + " as a port: strconv.ParseUint: parsing "
              + GoText.quote(port)
              + ": "
              + (digits || (!port.isEmpty() && port.chars().allMatch(Character::isDigit))
                  ? "value out of range"
                  : "invalid syntax"));
    }
    if (number == 0) {
      throw ApiException.badRequest("port " + GoText.quote(value) + " must be > 0");
    }
    return number;
  }
}

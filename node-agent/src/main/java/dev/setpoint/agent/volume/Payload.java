package dev.setpoint.agent.volume;

import java.util.Map;
import java.util.TreeMap;

/** The files a volume is to hold, by relative path. */
final class Payload {

  /** One file. */
  record Entry(byte[] bytes, int mode) {}

  private final Map<String, Entry> files = new TreeMap<>();

  void put(String path, byte[] bytes, int mode) throws VolumeFailure {
    if (path.isEmpty() || path.startsWith("/")) {
      throw new VolumeFailure("invalid path: must be relative: \"" + path + "\"");
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.startsWith("..")) {
        throw new VolumeFailure("invalid path: must not contain '..': \"" + path + "\"");
      }
    }
    files.put(path, new Entry(bytes, mode));
  }

  Map<String, Entry> files() {
    return files;
  }
}

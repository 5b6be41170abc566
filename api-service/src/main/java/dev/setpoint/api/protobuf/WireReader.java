package dev.setpoint.api.protobuf;

import java.nio.charset.StandardCharsets;

/** Reads protobuf's wire format, in the words of Go's generated code where it can't. */
final class WireReader {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private final byte[] data;
  private final int end;
  private int at;

  WireReader(byte[] data, int from, int end) {
    this.data = data;
    this.at = from;
    this.end = end;
  }

  boolean hasMore() {
    return at < end;
  }

  long varint() throws MalformedMessage {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw MalformedMessage.cutOff();
      }
      byte next = data[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedMessage("proto: integer overflow");
  }

  long fixed64() throws MalformedMessage {
    require(8);
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | (data[at + i] & 0xff);
    }
    at += 8;
    return value;
  }

  /** The part of the data that the next length says, to be read by itself. */
  WireReader part() throws MalformedMessage {
    int length = length();
    WireReader part = new WireReader(data, at, at + length);
    at += length;
    return part;
  }

  byte[] bytes() throws MalformedMessage {
    int length = length();
    byte[] bytes = new byte[length];
    System.arraycopy(data, at, bytes, 0, length);
    at += length;
    return bytes;
  }

  String text() throws MalformedMessage {
    int length = length();
    String text = new String(data, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  /** Passes over the value of an unknown field, groups included. */
  void skip(int wireType) throws MalformedMessage {
    int depth = 0;
    int type = wireType;
    while (true) {
      switch (type) {
        case VARINT -> varint();
        case FIXED64 -> advance(8);
        case BYTES -> advance(length());
        case START_GROUP -> depth++;
        case END_GROUP -> {
          if (depth == 0) {
            throw new MalformedMessage("proto: unexpected end of group");
          }
          depth--;
        }
        case FIXED32 -> advance(4);
        default -> throw new MalformedMessage("proto: illegal wireType " + type);
      }
      if (depth == 0) {
        return;
      }
      type = (int) varint() & 7;
    }
  }

  private int length() throws MalformedMessage {
    long length = varint();
    if (length < 0) {
      throw new MalformedMessage("proto: negative length found during unmarshaling");
    }
    if (length > end - at) {
      throw MalformedMessage.cutOff();
    }
    return (int) length;
  }

  private void advance(int count) throws MalformedMessage {
    require(count);
    at += count;
  }

  private void require(int count) throws MalformedMessage {
    if (count > end - at) {
      throw MalformedMessage.cutOff();
    }
  }
}

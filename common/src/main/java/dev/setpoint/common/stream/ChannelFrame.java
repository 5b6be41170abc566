package dev.setpoint.common.stream;

/** One message; the bytes are the receiver's own. */
public record ChannelFrame(int channel, byte[] data) {}

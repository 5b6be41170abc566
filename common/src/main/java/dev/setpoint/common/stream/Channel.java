package dev.setpoint.common.stream;

/**
 * The channels of a remote command, numbered as in Kubernetes' {@code v5.channel.k8s.io}. A
 * forwarded connection uses {@link #STDIN} towards the Pod, {@link #STDOUT} from it and {@link
 * #ERROR} for why there is none.
 */
public final class Channel {

  /** The {@code Upgrade} token of this protocol between api-service and node agents. */
  public static final String PROTOCOL = "setpoint-channels";

  public static final int STDIN = 0;
  public static final int STDOUT = 1;
  public static final int STDERR = 2;

  /** Carries one Status, or for a forwarded connection a text, at the end. */
  public static final int ERROR = 3;

  public static final int RESIZE = 4;

  /** A message on it has one byte: the channel that its sender has finished. */
  public static final int CLOSE = 255;

  private Channel() {}
}

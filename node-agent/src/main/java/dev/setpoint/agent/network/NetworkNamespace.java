package dev.setpoint.agent.network;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.ProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Makes sockets that belong to another process's network namespace. Only a thread enters it, and
 * ends there: a socket stays in the namespace it was made in.
 */
@SuppressWarnings("restricted")
final class NetworkNamespace {

  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("setns"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("close"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final long pid;

  NetworkNamespace(long pid) {
    this.pid = pid;
  }

  /** An unconnected socket of the namespace. */
  SocketChannel socket(ProtocolFamily family) throws IOException {
    FutureTask<SocketChannel> task =
        new FutureTask<>(
            () -> {
              enter();
              return SocketChannel.open(family);
            });
    // Not a virtual thread: setns acts on the thread of the operating system below.
    Thread.ofPlatform().name("netns").daemon().start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  /** Whether it is the agent's own: of a Pod apart that can only be a mistaken process id. */
  boolean isOurs() throws IOException {
    return Files.readSymbolicLink(Path.of(path()))
        .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
  }

  String path() {
    return "/proc/" + pid + "/ns/net";
  }

  private void enter() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int file = (int) OPEN.invokeExact(state, arena.allocateFrom(path()), O_CLOEXEC);
      check("open " + path(), file, state);
      try {
        check("setns " + path(), (int) SETNS.invokeExact(state, file, CLONE_NEWNET), state);
      } finally {
        int closed = (int) CLOSE.invokeExact(file);
        assert closed == 0;
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(String what, int result, MemorySegment state) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": errno " + (int) ERRNO.get(state, 0L));
    }
  }
}

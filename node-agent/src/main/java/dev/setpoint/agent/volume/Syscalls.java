package dev.setpoint.agent.volume;

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

/** The Linux calls that Java does not offer: mounts, and opening a path that may not escape. */
@SuppressWarnings("restricted")
final class Syscalls {

  static final long MS_BIND = 4096;
  static final long MS_REC = 16384;
  static final long MS_NOSUID = 2;
  static final long MS_NODEV = 4;

  private static final int MNT_DETACH = 2;
  private static final long OPENAT2 = 437; // the same number on every architecture
  private static final long O_PATH = 0x200000;
  private static final long O_CLOEXEC = 0x80000;
  private static final int AT_FDCWD = -100;
  private static final long RESOLVE_NO_MAGICLINKS = 0x02;
  private static final long RESOLVE_BENEATH = 0x08;
  static final int ENOENT = 2;
  static final int EEXIST = 17;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle MOUNT =
      function(
          "mount",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS));
  private static final MethodHandle UMOUNT2 =
      function(
          "umount2",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle MKDIRAT =
      function(
          "mkdirat",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle SYSCALL_OPENAT2 =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));

  private Syscalls() {}

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /** A failed call with its errno. */
  static final class Failed extends IOException {
    private final int errno;

    Failed(String call, int errno) {
      super(call + ": " + name(errno));
      this.errno = errno;
    }

    int errno() {
      return errno;
    }

    private static String name(int errno) {
      return switch (errno) {
        case 1 -> "operation not permitted";
        case ENOENT -> "no such file or directory";
        case 13 -> "permission denied";
        case EEXIST -> "file exists";
        case 18 -> "the path leads out of the volume";
        case 20 -> "not a directory";
        case 22 -> "invalid argument";
        case 40 -> "too many symbolic links";
        default -> "errno " + errno;
      };
    }
  }

  static void mount(String source, String target, String type, long flags, String data)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int)
              MOUNT.invokeExact(
                  state,
                  arena.allocateFrom(source),
                  arena.allocateFrom(target),
                  arena.allocateFrom(type),
                  flags,
                  arena.allocateFrom(data));
      check("mount " + target, result, state);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Detaches the mount at once, even where something still uses it. */
  static void unmount(String target) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) UMOUNT2.invokeExact(state, arena.allocateFrom(target), MNT_DETACH);
      check("umount " + target, result, state);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** A handle to a file or directory; {@code /proc/self/fd/N} names exactly it. */
  record Handle(int fd) implements AutoCloseable {

    String path() {
      return "/proc/self/fd/" + fd;
    }

    @Override
    public void close() {
      try (Arena arena = Arena.ofConfined()) {
        int unused = (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static Handle open(String path) throws IOException {
    return openat2(AT_FDCWD, path, 0);
  }

  /** Opens what {@code path} leads to, refusing any step, symbolic links included, out of root. */
  static Handle openBeneath(Handle root, String path) throws IOException {
    return openat2(root.fd(), path, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
  }

  private static Handle openat2(int directory, String path, long resolve) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment how = arena.allocate(24, 8); // struct open_how: flags, mode, resolve
      how.set(ValueLayout.JAVA_LONG, 0, O_PATH | O_CLOEXEC);
      how.set(ValueLayout.JAVA_LONG, 16, resolve);
      long result =
          (long)
              SYSCALL_OPENAT2.invokeExact(
                  state, OPENAT2, (long) directory, arena.allocateFrom(path), how, 24L);
      check("open " + path, result, state);
      return new Handle((int) result);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void makeDirectory(Handle parent, String name, int mode) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) MKDIRAT.invokeExact(state, parent.fd(), arena.allocateFrom(name), mode);
      check("mkdir " + name, result, state);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(String call, long result, MemorySegment state) throws IOException {
    if (result < 0) {
      throw new Failed(call, (int) ERRNO.get(state, 0L));
    }
  }
}

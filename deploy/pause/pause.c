/*
 * The infra ("pause") container of a Pod: it owns the namespaces that the Pod's containers join, and
 * does nothing else but wait. Where the Pod shares its PID namespace it is PID 1 there: it reaps the
 * orphans that end up with it and passes SIGTERM and SIGINT on before it leaves.
 *
 * It uses no C library, so that the static binary stays at a few KB. Signals are blocked and waited
 * for rather than handled: a blocked signal reaches even PID 1, whose default dispositions the
 * kernel ignores (pid_namespaces(7)), and no handler means no trampoline to write.
 */
#include <asm/unistd.h>
#include <linux/errno.h>
#include <linux/signal.h>
#include <linux/time_types.h>

#define WNOHANG 1
#define BIT(sig) (1UL << ((sig) - 1))

static long sys(long number, long a, long b, long c, long d) {
#if defined(__x86_64__)
  long result;
  register long r10 __asm__("r10") = d;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
#else
#error "pause is written for x86_64 and aarch64"
#endif
}

static void reap(void) {
  while (sys(__NR_wait4, -1, 0, WNOHANG, 0) > 0) {
  }
}

/* Whether this PID namespace holds a process besides us; only PID 1 may ask, since -1 means all. */
static int alone(void) { return sys(__NR_kill, -1, 0, 0, 0) == -ESRCH; }

__attribute__((noreturn, used)) void pause_main(void) {
  const unsigned long mask = BIT(SIGCHLD) | BIT(SIGTERM) | BIT(SIGINT);
  const struct __kernel_timespec tick = {0, 50 * 1000 * 1000};
  sys(__NR_rt_sigprocmask, SIG_BLOCK, (long)&mask, 0, sizeof mask);

  long signal;
  do {
    signal = sys(__NR_rt_sigtimedwait, (long)&mask, 0, 0, sizeof mask);
    reap();
  } while (signal != SIGTERM && signal != SIGINT);

  if (sys(__NR_getpid, 0, 0, 0, 0) == 1) {
    sys(__NR_kill, -1, signal, 0, 0);
    /* Our exit kills what is left; the engine's grace period bounds this wait. */
    while (!alone()) {
      sys(__NR_rt_sigtimedwait, (long)&mask, 0, (long)&tick, sizeof mask);
      reap();
    }
  }
  for (;;) sys(__NR_exit_group, 0, 0, 0, 0);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start: xor %ebp, %ebp\n and $-16, %rsp\n call pause_main\n");
#else
__asm__(".globl _start\n_start: mov x29, #0\n bl pause_main\n");
#endif

// Declared by musl's headers, which Abseil goes by, and not defined by wasi-libc.
#include <unistd.h>
int posix_close(int fd, int flags) {
  (void)flags;
  return close(fd);
}

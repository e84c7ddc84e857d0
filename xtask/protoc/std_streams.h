// Put before protoc's command line. Under WASI there is no /dev: a host without a folder to write to gets the descriptor
// set through stdout, and may give one on stdin. Both stay open, for what comes after. There is no /proc either:
// PROTOC_EXECUTABLE says where protoc would lie, which is what it looks for its own .proto files beside. And an empty path
// is no file, though WASI's C library takes it for the working directory.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <cstdlib>
#include <fstream>
#include <cstring>
template <class... T>
static inline int shim_open(const char* path, int flags, T... mode) {
  if (!strcmp(path, "/dev/stdin")) return 0;
  if (!strcmp(path, "/dev/stdout")) return 1;
  if (*path == '\0') {
    errno = ENOENT;
    return -1;
  }
  return open(path, flags, mode...);
}
static inline int shim_close(int descriptor) { return descriptor <= 1 ? 0 : close(descriptor); }
static inline ssize_t shim_readlink(const char*, char* buffer, size_t size) {
  const char* executable = getenv("PROTOC_EXECUTABLE");
  size_t length = executable == nullptr ? 0 : strlen(executable);
  if (length == 0 || length > size) return -1;
  memcpy(buffer, executable, length);
  return static_cast<ssize_t>(length);
}
#define open shim_open
#define close shim_close
#define readlink shim_readlink

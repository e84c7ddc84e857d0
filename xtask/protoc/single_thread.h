// There are no threads under WASI, and zig's C++ library leaves out their types. Abseil's synchronization, and its copy of
// cctz, still name a few of them, so these do nothing. Put before everything in the files that need it.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
namespace std {
class mutex {
 public:
  void lock() noexcept {}
  bool try_lock() noexcept { return true; }
  void unlock() noexcept {}
};
enum class cv_status { no_timeout, timeout };
class condition_variable {
 public:
  void notify_one() noexcept {}
  void notify_all() noexcept {}
  template <class L>
  void wait(L&) {
    __builtin_trap();  // nobody could ever wake it
  }
  template <class L, class T>
  cv_status wait_for(L&, const T&) {
    return cv_status::timeout;
  }
  template <class L, class T>
  cv_status wait_until(L&, const T&) {
    return cv_status::timeout;
  }
};
class thread {
 public:
  static unsigned hardware_concurrency() noexcept { return 1; }
};
namespace this_thread {
inline void yield() noexcept {}
}  // namespace this_thread
}  // namespace std

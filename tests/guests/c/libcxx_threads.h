// The parts of LLVM's C++ library that know of threads, which Zig's own build of it for WASI leaves out. They are compiled
// into the program that includes this, from the sources that Zig brings.
#pragma once

#include <atomic.cpp>
#include <call_once.cpp>
#include <chrono.cpp>
#include <condition_variable.cpp>
#include <functional.cpp>
#include <hash.cpp>
#include <mutex.cpp>
#include <new_handler.cpp>
#include <new_helpers.cpp>
#include <shared_mutex.cpp>
#include <string.cpp>
#include <system_error.cpp>
#include <verbose_abort.cpp>

#include "../../libcxxabi/src/abort_message.cpp"
#include "../../libcxxabi/src/cxa_guard.cpp"
#include "../../libcxxabi/src/stdlib_new_delete.cpp"

// In files of their own there, which declare the classes anew.
namespace std {
inline namespace __1 {
mutex::~mutex() noexcept { __libcpp_mutex_destroy(&__m_); }
condition_variable::~condition_variable() { __libcpp_condvar_destroy(&__cv_); }
}  // namespace __1
}  // namespace std

// The plugin `summary` as a C++ program that is written for several threads and gets along with one.
//
// It does under locks what summary.c does without, and checks on the way what its library's locks, conditions, atomics and
// thread-local variables do. What is wrong is named on stderr.

#include <errno.h>
#include <pthread.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

#include "summary.h"

static void check(bool holds, const char *what) {
    if (!holds) {
        std::fprintf(stderr, "threads: %s\n", what);
        std::exit(1);
    }
}

// What threads would share.
struct Shared {
    std::mutex mutex;
    std::condition_variable changed;
    std::string request;
    bool complete = false;
};

// Initialised once, under a guard of the compiler's, by whichever thread comes first.
static Shared &shared() {
    static Shared *value = new Shared;
    return *value;
}

static void read_request() {
    char buffer[4096];
    size_t count;
    while ((count = std::fread(buffer, 1, sizeof buffer, stdin)) > 0) {
        std::lock_guard<std::mutex> lock(shared().mutex);
        shared().request.append(buffer, count);
    }
    std::lock_guard<std::mutex> lock(shared().mutex);
    shared().complete = true;
    shared().changed.notify_all();
}

static void wait_for_request() {
    std::unique_lock<std::mutex> lock(shared().mutex);
    shared().changed.wait(lock, [] { return shared().complete; });
    check(!shared().mutex.try_lock(), "a mutex is locked twice");
}

static void check_once() {
    std::once_flag flag;
    int calls = 0;
    for (int i = 0; i < 3; i++)
        std::call_once(flag, [&] { calls++; });
    check(calls == 1, "call_once calls more than once");
}

static void check_locks() {
    std::shared_mutex shared;
    shared.lock_shared();
    check(shared.try_lock_shared(), "readers exclude each other");
    check(!shared.try_lock(), "a writer is let in beside readers");
    shared.unlock_shared();
    shared.unlock_shared();
    check(shared.try_lock(), "a writer is kept out by nobody");
    std::recursive_mutex recursive;
    recursive.lock();
    check(recursive.try_lock(), "a recursive mutex is not");
    std::timed_mutex timed;
    timed.lock();
    check(!timed.try_lock_for(std::chrono::milliseconds(3)), "a timed mutex is locked twice");
}

static void check_conditions() {
    std::mutex mutex;
    std::condition_variable condition;
    std::unique_lock<std::mutex> lock(mutex);
    condition.notify_one();
    auto before = std::chrono::steady_clock::now();
    check(condition.wait_for(lock, std::chrono::milliseconds(50)) == std::cv_status::timeout, "a signal is kept");
    check(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(50), "a wait ends too early");
}

template <class T>
static void check_atomic() {
    std::atomic<T> value{7};
    check(value.fetch_add(5) == 7 && value.fetch_sub(2) == 12 && value.fetch_or(16) == 10, "atomic arithmetic");
    check(value.fetch_and(18) == 26 && value.fetch_xor(3) == 18 && value.exchange(40) == 17, "atomic exchange");
    T expected = 41;
    check(!value.compare_exchange_strong(expected, 1) && expected == 40, "atomic comparison, other");
    check(value.compare_exchange_strong(expected, 1) && value.load() == 1, "atomic comparison, same");
    value.store(T(-1));
    check(++value == 0, "atomic overflow");
    value.notify_all();
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

static thread_local unsigned starts = 41;

static void *start(void *) {
    starts++;
    return nullptr;
}

static void check_threads() {
    pthread_t thread;
    check(pthread_create(&thread, nullptr, start, nullptr) == EAGAIN, "a thread is started");
    start(nullptr);
    check(starts == 42, "thread-local variables");
    check(std::this_thread::get_id() != std::thread::id(), "the first thread has no name");
}

int main() {
    check_once();
    check_locks();
    check_conditions();
    check_atomic<unsigned char>();
    check_atomic<unsigned short>();
    check_atomic<unsigned>();
    check_atomic<unsigned long long>();
    check_threads();
    read_request();
    wait_for_request();
    std::atomic<uint32_t> sum{SUMMARY_BEGINNING};
    const std::string &request = shared().request;
    sum.store(summary_add(sum.load(), reinterpret_cast<const unsigned char *>(request.data()), request.size()));
    return summary_answer(request.size(), sum.load()) != 0;
}

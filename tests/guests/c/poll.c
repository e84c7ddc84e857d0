// Polls clocks and descriptors, and prints the events, sorted by the number each subscription carries.
//
//     poll SCENARIO [FILE]
//
// FILE is a regular file, for the scenarios that read one. Times and byte counts are not printed; where a host may
// report one event or several, the scenario is arranged so that one answer is right.

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

enum { MAX_EVENTS = 8 };

static const __wasi_timestamp_t MILLISECOND = 1000 * 1000;
static const __wasi_timestamp_t HOUR = 3600ull * 1000 * 1000 * 1000;

static __wasi_subscription_t clock_in(__wasi_userdata_t number, __wasi_clockid_t id, __wasi_timestamp_t delay) {
    __wasi_subscription_t subscription = {.userdata = number};
    subscription.u.tag = __WASI_EVENTTYPE_CLOCK;
    subscription.u.u.clock.id = id;
    subscription.u.u.clock.timeout = delay;
    return subscription;
}

static __wasi_subscription_t clock_at(__wasi_userdata_t number, __wasi_clockid_t id, __wasi_timestamp_t time) {
    __wasi_subscription_t subscription = clock_in(number, id, time);
    subscription.u.u.clock.flags = __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME;
    return subscription;
}

static __wasi_subscription_t readable(__wasi_userdata_t number, __wasi_fd_t fd) {
    __wasi_subscription_t subscription = {.userdata = number};
    subscription.u.tag = __WASI_EVENTTYPE_FD_READ;
    subscription.u.u.fd_read.file_descriptor = fd;
    return subscription;
}

static __wasi_subscription_t writable(__wasi_userdata_t number, __wasi_fd_t fd) {
    __wasi_subscription_t subscription = readable(number, fd);
    subscription.u.tag = __WASI_EVENTTYPE_FD_WRITE;
    return subscription;
}

static int by_number(const void *left, const void *right) {
    __wasi_userdata_t a = ((const __wasi_event_t *)left)->userdata, b = ((const __wasi_event_t *)right)->userdata;
    return (a > b) - (a < b);
}

static void poll(const __wasi_subscription_t *subscriptions, size_t count) {
    __wasi_event_t events[MAX_EVENTS] = {0};
    __wasi_size_t happened = 0;
    __wasi_errno_t error = __wasi_poll_oneoff(subscriptions, events, count, &happened);
    printf("poll of %zu: errno %u, %zu events\n", count, error, (size_t)happened);
    qsort(events, happened, sizeof *events, by_number);
    for (size_t i = 0; i < happened; i++)
        printf("  %llu: type %u, errno %u\n", (unsigned long long)events[i].userdata, events[i].type, events[i].error);
}

static __wasi_timestamp_t now(__wasi_clockid_t id) {
    __wasi_timestamp_t time = 0;
    if (__wasi_clock_time_get(id, 1, &time) != 0)
        printf("clock %u cannot be read\n", id);
    return time;
}

static void sleep_relative(const char *file) {
    (void)file;
    __wasi_timestamp_t before = now(__WASI_CLOCKID_MONOTONIC);
    __wasi_subscription_t one = clock_in(7, __WASI_CLOCKID_MONOTONIC, 5 * MILLISECOND);
    poll(&one, 1);
    printf("slept long enough: %d\n", now(__WASI_CLOCKID_MONOTONIC) - before >= 5 * MILLISECOND);
}

static void sleep_absolute(const char *file) {
    (void)file;
    __wasi_timestamp_t until = now(__WASI_CLOCKID_REALTIME) + 5 * MILLISECOND;
    __wasi_subscription_t one = clock_at(8, __WASI_CLOCKID_REALTIME, until);
    poll(&one, 1);
    printf("slept long enough: %d\n", now(__WASI_CLOCKID_REALTIME) >= until);
}

static void time_already_past(const char *file) {
    (void)file;
    __wasi_subscription_t one = clock_at(9, __WASI_CLOCKID_REALTIME, 1);
    poll(&one, 1);
}

static void earliest_of_several(const char *file) {
    (void)file;
    __wasi_subscription_t several[] = {
        clock_in(1, __WASI_CLOCKID_MONOTONIC, HOUR),
        clock_in(2, __WASI_CLOCKID_MONOTONIC, 2 * MILLISECOND),
        clock_in(3, __WASI_CLOCKID_REALTIME, 2 * HOUR),
    };
    poll(several, 3);
}

static void file_or_clock(const char *file) {
    int fd = open(file, O_RDONLY);
    __wasi_subscription_t both[] = {clock_in(1, __WASI_CLOCKID_MONOTONIC, HOUR), readable(2, fd)};
    poll(both, 2);
}

static void file_and_stdout(const char *file) {
    int fd = open(file, O_RDONLY);
    __wasi_subscription_t both[] = {readable(1, fd), writable(2, 1)};
    poll(both, 2);
}

static void stdout_and_stderr(const char *file) {
    (void)file;
    __wasi_subscription_t both[] = {writable(1, 1), writable(2, 2)};
    poll(both, 2);
}

static void nothing(const char *file) {
    (void)file;
    __wasi_subscription_t unused = clock_in(1, __WASI_CLOCKID_MONOTONIC, 0);
    poll(&unused, 0);
}

static void closed_descriptor(const char *file) {
    (void)file;
    __wasi_subscription_t both[] = {readable(1, 99), clock_in(2, __WASI_CLOCKID_MONOTONIC, HOUR)};
    poll(both, 2);
}

static void unknown_clock(const char *file) {
    (void)file;
    __wasi_subscription_t one = clock_in(1, 42, MILLISECOND);
    poll(&one, 1);
}

static void unknown_type(const char *file) {
    (void)file;
    __wasi_subscription_t one = clock_in(1, __WASI_CLOCKID_MONOTONIC, MILLISECOND);
    one.u.tag = 42;
    poll(&one, 1);
}

static const struct {
    const char *name;
    void (*play)(const char *file);
} SCENARIOS[] = {
    {"sleep_relative", sleep_relative},
    {"sleep_absolute", sleep_absolute},
    {"time_already_past", time_already_past},
    {"earliest_of_several", earliest_of_several},
    {"file_or_clock", file_or_clock},
    {"file_and_stdout", file_and_stdout},
    {"stdout_and_stderr", stdout_and_stderr},
    {"nothing", nothing},
    {"closed_descriptor", closed_descriptor},
    {"unknown_clock", unknown_clock},
    {"unknown_type", unknown_type},
};

int main(int argc, char **argv) {
    for (size_t i = 0; argc > 1 && i < sizeof SCENARIOS / sizeof *SCENARIOS; i++) {
        if (strcmp(argv[1], SCENARIOS[i].name) == 0) {
            SCENARIOS[i].play(argc > 2 ? argv[2] : "/missing");
            return 0;
        }
    }
    fprintf(stderr, "usage: poll SCENARIO [FILE]\n");
    return 2;
}

/* What a run is given, and what it gives back. */
#include "check.h"

static void a_plugin_gets_arguments_environment_and_files(void) {
    bufwasm_text args[] = { bufwasm_text_of("answer"), bufwasm_text_of("zwei") };
    bufwasm_text env = bufwasm_text_of("LANG=C");
    bufwasm_file file = { bufwasm_text_of("answer"), { (const uint8_t *)"42", 2 } };
    static const struct {
        const char *guest, *expected;
    } cases[] = { { "args", "args\nanswer\nzwei\n" }, { "env", "LANG=C\n" }, { "read", "42" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bufwasm_plugin *plugin = compile(NULL, cases[i].guest);
        struct output output = { 0 };
        bufwasm_run_options options = SIZED(bufwasm_run_options);
        options.args = args;
        options.arg_count = 2;
        options.env = &env;
        options.files = &file;
        options.env_count = options.file_count = 1;
        options.stdout_writer = writer_to(&output);
        SUCCEEDS(bufwasm_plugin_run(plugin, &options));
        CHECK(strcmp(output.data, cases[i].expected) == 0);
        free(output.data);
        bufwasm_plugin_free(plugin);
    }
}

/* Gives one byte at a time, from `abc`; then the end. */
static int read_abc(void *context, uint8_t *buffer, size_t capacity, size_t *len) {
    const char **rest = context;
    CHECK(capacity > 0 && *len == 0);
    if (**rest != '\0') {
        *buffer = (uint8_t)*(*rest)++;
        *len = 1;
    }
    return 0;
}

static void streams_are_counted_and_traced(void) {
    bufwasm_plugin *cat = compile(NULL, "cat");
    struct output output = { 0 }, trace = { 0 };
    const char *rest = "abc";
    bufwasm_stats stats = SIZED(bufwasm_stats);
    bufwasm_run_options options = SIZED(bufwasm_run_options);
    options.stdin_bytes = (bufwasm_bytes){ (const uint8_t *)"first ", 6 };
    options.stdin_reader = (bufwasm_reader){ read_abc, &rest };
    options.stdout_writer = writer_to(&output);
    options.trace_writer = writer_to(&trace);
    options.stats = &stats;
    SUCCEEDS(bufwasm_plugin_run(cat, &options));
    CHECK(strcmp(output.data, "first abc") == 0);
    CHECK(strstr(trace.data, "fd_read") != NULL && trace.data[trace.len - 1] == '\n');
    CHECK(stats.struct_size == sizeof stats && stats.fuel > 0 && stats.peak_pages == 1 && stats.run_ns > 0);
    CHECK(stats.stdin_bytes == 9 && stats.stdout_bytes == 9 && stats.stderr_bytes == 0);
    CHECK(stats.host_calls == 9 && stats.refused_grows == 0); /* five reads, four writes */
    free(output.data);
    free(trace.data);
    bufwasm_plugin_free(cat);
}

static int refuse(void *context, const uint8_t *data, size_t len) {
    CHECK(data != NULL && len > 0);
    ++*(int *)context;
    return 7;
}

static int refuse_to_read(void *context, uint8_t *buffer, size_t capacity, size_t *len) {
    (void)context, (void)buffer, (void)capacity, (void)len;
    return -1;
}

static int claim_too_much(void *context, uint8_t *buffer, size_t capacity, size_t *len) {
    (void)context, (void)buffer;
    *len = capacity + 1;
    return 0;
}

static void callbacks_that_fail(void) {
    int calls = 0;
    bufwasm_plugin *hello = compile(NULL, "hello"), *fails = compile(NULL, "fail"), *cat = compile(NULL, "cat");
    bufwasm_writer refusing = { refuse, &calls };
    bufwasm_run_options out = SIZED(bufwasm_run_options), err = out, trace = out, in = out;
    out.stdout_writer = err.stderr_writer = trace.trace_writer = refusing;
    FAILS(BUFWASM_ERROR_KIND_IO, "stdout failed: the callback returned 7", bufwasm_plugin_run(hello, &out));
    FAILS(BUFWASM_ERROR_KIND_IO, "stderr failed: the callback returned 7", bufwasm_plugin_run(fails, &err));
    FAILS(BUFWASM_ERROR_KIND_IO, "trace failed: the callback returned 7", bufwasm_plugin_run(hello, &trace));
    CHECK(calls == 3);
    in.stdin_reader.read = refuse_to_read;
    FAILS(BUFWASM_ERROR_KIND_IO, "stdin failed: the callback returned -1", bufwasm_plugin_run(cat, &in));
    in.stdin_reader.read = claim_too_much;
    FAILS(BUFWASM_ERROR_KIND_IO, "read 4097 bytes into 4096", bufwasm_plugin_run(cat, &in));
    bufwasm_plugin_free(hello);
    bufwasm_plugin_free(fails);
    bufwasm_plugin_free(cat);
}

/* Runs the plugin that the context is, and keeps what it says to itself. */
static int run_another(void *context, const uint8_t *data, size_t len) {
    struct output output = { 0 };
    bufwasm_run_options options = SIZED(bufwasm_run_options);
    options.stdin_bytes = (bufwasm_bytes){ data, len };
    options.stdout_writer = writer_to(&output);
    SUCCEEDS(bufwasm_plugin_run(context, &options));
    CHECK(strcmp(output.data, "hello\n") == 0);
    free(output.data);
    return 0;
}

static void a_callback_may_run_a_plugin(void) {
    bufwasm_plugin *hello = compile(NULL, "hello"), *cat = compile(NULL, "cat");
    bufwasm_run_options options = SIZED(bufwasm_run_options);
    options.stdout_writer = (bufwasm_writer){ run_another, cat };
    SUCCEEDS(bufwasm_plugin_run(hello, &options));
    bufwasm_plugin_free(hello);
    bufwasm_plugin_free(cat);
}

/* The time and the randomness that a plugin sees. The caller frees it. */
static char *world(uint32_t flags) {
    bufwasm_executor_config config = SIZED(bufwasm_executor_config);
    config.flags = flags;
    bufwasm_plugin *plugin = compile(&config, "world");
    struct output output = { 0 };
    bufwasm_run_options options = SIZED(bufwasm_run_options);
    options.stdout_writer = writer_to(&output);
    SUCCEEDS(bufwasm_plugin_run(plugin, &options));
    CHECK(output.len == 16);
    bufwasm_plugin_free(plugin);
    return output.data;
}

static void runs_are_the_same_unless_asked_otherwise(void) {
    char *first = world(0), *again = world(0), *real = world(BUFWASM_REAL_CLOCK | BUFWASM_REAL_RANDOM);
    CHECK(memcmp(first, again, 16) == 0);
    CHECK(memcmp(first, real, 8) != 0 && memcmp(first + 8, real + 8, 8) != 0);
    free(first);
    free(again);
    free(real);
}

void test_runs(void) {
    a_plugin_gets_arguments_environment_and_files();
    streams_are_counted_and_traced();
    callbacks_that_fail();
    a_callback_may_run_a_plugin();
    runs_are_the_same_unless_asked_otherwise();
}

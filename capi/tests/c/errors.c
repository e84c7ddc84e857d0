/* Every kind of error that a plugin or a caller can cause; BUFWASM_ERROR_KIND_INTERNAL takes a mistake of the library's. */
#include "check.h"

static void modules_that_are_refused(void) {
    static const struct {
        const char *guest;
        bufwasm_error_kind kind;
        const char *text;
    } cases[] = {
        { "reactor", BUFWASM_ERROR_KIND_UNKNOWN_ABI, "_initialize, add" },
        { "unlinked", BUFWASM_ERROR_KIND_MISSING_IMPORTS, "env.emscripten_resize_heap func (i32) -> i32" },
        { "floor", BUFWASM_ERROR_KIND_MEMORY_LIMIT, "562.5 MiB" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bufwasm_bytes wasm = load(cases[i].guest);
        FAILS(cases[i].kind, cases[i].text, compile_error(wasm, 0));
        free((void *)wasm.data);
    }
    bufwasm_bytes quiet = load("quiet");
    FAILS(BUFWASM_ERROR_KIND_UNKNOWN_ABI, "gojs", compile_error(quiet, BUFWASM_ABI_GO_JS));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "abi is 3", compile_error(quiet, 3));
    free((void *)quiet.data);
    FAILS(BUFWASM_ERROR_KIND_BAD_MODULE, "WebAssembly", compile_error((bufwasm_bytes){ (const uint8_t *)"hi", 2 }, 0));
    FAILS(BUFWASM_ERROR_KIND_BAD_MODULE, "WebAssembly", compile_error((bufwasm_bytes){ NULL, 0 }, 0));
}

static void a_broken_section(void) {
    static const uint8_t section[] = "\0\x0c\x0a.bufplugin\x08"; /* a field without its value */
    bufwasm_bytes quiet = load("quiet");
    uint8_t *wasm = malloc(quiet.len + sizeof section - 1);
    memcpy(wasm, quiet.data, quiet.len);
    memcpy(wasm + quiet.len, section, sizeof section - 1);
    bufwasm_error *error = compile_error((bufwasm_bytes){ wasm, quiet.len + sizeof section - 1 }, 0);
    CHECK(error->hint.data != NULL && strstr(error->hint.data, "bufwasm_section_strip") != NULL);
    FAILS(BUFWASM_ERROR_KIND_BAD_SECTION, "ExecConfig", error);
    free(wasm);
    free((void *)quiet.data);
}

/* The error of a run of `guest` with an executor's `config`. */
static bufwasm_error *run_error(const bufwasm_executor_config *config, const char *guest) {
    bufwasm_plugin *plugin = compile(config, guest);
    bufwasm_error *error = bufwasm_plugin_run(plugin, NULL);
    bufwasm_plugin_free(plugin);
    return error;
}

static void plugins_that_fail(void) {
    bufwasm_error *error = run_error(NULL, "fail");
    CHECK(error != NULL && error->has_exit_code && error->exit_code == 3);
    CHECK(is_text(error->stderr_text, "fail: no input\n"));
    CHECK(error->hint.data == NULL);
    FAILS(BUFWASM_ERROR_KIND_PLUGIN_EXIT, "plugin exited with code 3", error);

    error = run_error(NULL, "trap");
    CHECK(error != NULL && !error->has_exit_code && is_text(error->stderr_text, "panic!"));
    FAILS(BUFWASM_ERROR_KIND_TRAP, "unreachable", error);
    FAILS(BUFWASM_ERROR_KIND_BAD_MODULE, "not a module", run_error(NULL, "typed"));
}

static void limits_that_are_met(void) {
    bufwasm_executor_config memory = SIZED(bufwasm_executor_config), stack = memory, fuel = memory, output = memory,
                            timeout = memory;
    memory.memory_pages = 8;
    stack.stack_bytes = 1 << 16;
    fuel.fuel = 1000;
    output.stdout_bytes = 1000;
    timeout.timeout_ns = 1000000;
    FAILS(BUFWASM_ERROR_KIND_MEMORY_LIMIT, "1 MiB more memory", run_error(&memory, "grow"));
    FAILS(BUFWASM_ERROR_KIND_STACK_EXHAUSTED, "64 KiB", run_error(&stack, "recurse"));
    FAILS(BUFWASM_ERROR_KIND_OUTPUT_LIMIT, "1000 bytes to stdout", run_error(&output, "flood"));
    FAILS(BUFWASM_ERROR_KIND_TIMEOUT, "1ms", run_error(&timeout, "spin"));
    bufwasm_error *error = run_error(&fuel, "spin");
    CHECK(error != NULL && is_text(error->hint, "allow more with a fuel of 2000"));
    CHECK(error->stderr_text.data == NULL);
    FAILS(BUFWASM_ERROR_KIND_OUT_OF_FUEL, "1000 units", error);
}

/* Runs `guest`, which fails, with an executor's `config`, and tells where it was. */
static bufwasm_backtrace *place_of(const bufwasm_executor_config *config, const char *guest) {
    bufwasm_executor *executor;
    bufwasm_plugin *plugin;
    bufwasm_backtrace *backtrace;
    bufwasm_bytes wasm = load(guest);
    bufwasm_stats stats = SIZED(bufwasm_stats);
    bufwasm_run_options options = SIZED(bufwasm_run_options);
    options.stats = &stats;
    SUCCEEDS(bufwasm_executor_new(config, &executor));
    SUCCEEDS(bufwasm_executor_compile(executor, bufwasm_text_of(guest), wasm, BUFWASM_ABI_UNSPECIFIED, &plugin));
    bufwasm_error *error = bufwasm_plugin_run(plugin, &options);
    CHECK(error != NULL);
    SUCCEEDS(bufwasm_executor_backtrace(executor, plugin, wasm, &options, error, stats.fuel, &backtrace));
    bufwasm_error_free(error);
    bufwasm_plugin_free(plugin);
    bufwasm_executor_free(executor);
    free((void *)wasm.data);
    return backtrace;
}

static void where_a_plugin_was(void) {
    bufwasm_backtrace *trapped = place_of(NULL, "trap");
    CHECK(trapped->frame_count == 1 && is_text(trapped->frames[0].function, "function 1"));
    CHECK(trapped->frames[0].calls == 1 && trapped->frames[0].left_out == 0);
    bufwasm_backtrace_free(trapped);

    bufwasm_executor_config stack = SIZED(bufwasm_executor_config);
    stack.stack_bytes = 1 << 16;
    bufwasm_backtrace *deep = place_of(&stack, "recurse");
    CHECK(deep->frame_count == 1 && is_text(deep->frames[0].function, "deeper") && deep->frames[0].calls > 100);
    bufwasm_backtrace_free(deep);

    /* It ended by itself. */
    bufwasm_backtrace *exited = place_of(NULL, "fail");
    CHECK(exited->frame_count == 0 && exited->frames == NULL);
    bufwasm_backtrace_free(exited);
    bufwasm_backtrace_free(NULL);
}

static void kinds_have_names(void) {
    CHECK(strcmp(bufwasm_error_kind_name(BUFWASM_ERROR_KIND_STACK_EXHAUSTED), "stack_exhausted") == 0);
    CHECK(strcmp(bufwasm_error_kind_name(BUFWASM_ERROR_KIND_CANCELLED), "cancelled") == 0);
    CHECK(strcmp(bufwasm_error_kind_name(0), "unknown") == 0);
    CHECK(strcmp(bufwasm_error_kind_name(UINT32_MAX), "unknown") == 0);
}

void test_errors(void) {
    modules_that_are_refused();
    a_broken_section();
    plugins_that_fail();
    limits_that_are_met();
    where_a_plugin_was();
    kinds_have_names();
}

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
        { "floor", BUFWASM_ERROR_KIND_MEMORY_LIMIT, "9000 pages" },
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
    kinds_have_names();
}

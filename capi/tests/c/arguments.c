/* Arguments that cannot be are errors, and NULL is never followed. */
#include "check.h"

static void null_is_an_error_or_nothing(void) {
    bufwasm_executor *executor;
    bufwasm_plugin *plugin;
    bufwasm_bytes none = { NULL, 0 };
    bufwasm_text unnamed = { NULL, 0 };
    SUCCEEDS(bufwasm_executor_new(NULL, &executor));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "executor is NULL", bufwasm_executor_new(NULL, NULL));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "executor is NULL", bufwasm_executor_compile(NULL, unnamed, none, 0, &plugin));
    CHECK(plugin == NULL);
    FAILS(BUFWASM_ERROR_KIND_USAGE, "plugin is NULL", bufwasm_executor_compile(executor, unnamed, none, 0, NULL));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "plugin is NULL", bufwasm_plugin_run(NULL, NULL));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "inspection is NULL", bufwasm_inspect(none, NULL));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "section is NULL", bufwasm_section_encode(NULL, NULL));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "packed is NULL", bufwasm_section_append(none, NULL, NULL));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "stripped is NULL", bufwasm_section_strip(none, NULL));
    bufwasm_executor_free(executor);

    CHECK(bufwasm_plugin_abi(NULL) == BUFWASM_ABI_UNSPECIFIED);
    CHECK(bufwasm_plugin_name(NULL).data == NULL);
    CHECK(bufwasm_plugin_get_config(NULL) == NULL);
    CHECK(bufwasm_buffer_bytes(NULL).len == 0);
    CHECK(bufwasm_cancel_token_clone(NULL) == NULL);
    CHECK(!bufwasm_cancel_token_is_cancelled(NULL));
    bufwasm_cancel_token_cancel(NULL);
}

static void null_can_be_freed(void) {
    bufwasm_buffer_free(NULL);
    bufwasm_cancel_token_free(NULL);
    bufwasm_error_free(NULL);
    bufwasm_executor_free(NULL);
    bufwasm_inspection_free(NULL);
    bufwasm_plugin_free(NULL);
}

static void sizes_that_cannot_be_are_errors(void) {
    uint8_t byte = 0;
    bufwasm_bytes huge[] = { { &byte, SIZE_MAX }, { &byte, SIZE_MAX / 2 + 1 }, { NULL, 1 }, { NULL, SIZE_MAX } };
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++) {
        bufwasm_inspection *inspection;
        bufwasm_buffer *buffer;
        FAILS(BUFWASM_ERROR_KIND_USAGE, "wasm", compile_error(huge[i], 0));
        FAILS(BUFWASM_ERROR_KIND_USAGE, "wasm", bufwasm_inspect(huge[i], &inspection));
        FAILS(BUFWASM_ERROR_KIND_USAGE, "wasm", bufwasm_section_strip(huge[i], &buffer));
        CHECK(inspection == NULL && buffer == NULL);
    }
    bufwasm_plugin *quiet = compile(NULL, "quiet");
    bufwasm_text text = bufwasm_text_of("a=b");
    bufwasm_run_options args = SIZED(bufwasm_run_options), env = args, files = args, input = args;
    args.args = env.env = &text;
    args.arg_count = env.env_count = SIZE_MAX;
    files.file_count = 1;
    input.stdin_bytes = huge[0];
    FAILS(BUFWASM_ERROR_KIND_USAGE, "args", bufwasm_plugin_run(quiet, &args));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "env", bufwasm_plugin_run(quiet, &env));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "files is NULL", bufwasm_plugin_run(quiet, &files));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "stdin_bytes", bufwasm_plugin_run(quiet, &input));
    bufwasm_plugin_free(quiet);
}

static void structs_tell_their_size(void) {
    bufwasm_executor *executor;
    bufwasm_executor_config unset = { .memory_pages = 1 }, garbage = { .struct_size = SIZE_MAX };
    FAILS(BUFWASM_ERROR_KIND_USAGE, "struct_size", bufwasm_executor_new(&unset, &executor));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "struct_size", bufwasm_executor_new(&garbage, &executor));

    /* As a caller with a later header has it. */
    struct {
        bufwasm_executor_config known;
        uint64_t later;
    } longer = { .known = { .struct_size = sizeof longer } };
    SUCCEEDS(bufwasm_executor_new(&longer.known, &executor));
    bufwasm_executor_free(executor);
    longer.later = 1;
    FAILS(BUFWASM_ERROR_KIND_USAGE, "does not know", bufwasm_executor_new(&longer.known, &executor));

    bufwasm_plugin *quiet = compile(NULL, "quiet");
    bufwasm_stats stats = { 0 };
    bufwasm_run_options options = SIZED(bufwasm_run_options);
    options.stats = &stats;
    FAILS(BUFWASM_ERROR_KIND_USAGE, "struct_size of stats", bufwasm_plugin_run(quiet, &options));
    bufwasm_plugin_free(quiet);
}

static void values_have_bounds(void) {
    bufwasm_executor *executor;
    bufwasm_executor_config pages = SIZED(bufwasm_executor_config), stack = pages, flags = pages;
    pages.memory_pages = 65537;
    stack.stack_bytes = 1;
    flags.flags = 1u << 31;
    FAILS(BUFWASM_ERROR_KIND_USAGE, "memory_pages is 65537", bufwasm_executor_new(&pages, &executor));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "stack_bytes is 1", bufwasm_executor_new(&stack, &executor));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "flags is 0x80000000", bufwasm_executor_new(&flags, &executor));
    CHECK(executor == NULL);
}

static void texts_are_checked(void) {
    bufwasm_plugin *quiet = compile(NULL, "quiet");
    bufwasm_text latin1 = bufwasm_text_of("caf\xe9"), with_nul = { "a\0b", 3 }, no_pair = bufwasm_text_of("lonely");
    bufwasm_run_options args = SIZED(bufwasm_run_options), env = args;
    args.arg_count = env.env_count = 1;
    args.args = &latin1;
    FAILS(BUFWASM_ERROR_KIND_USAGE, "not UTF-8", bufwasm_plugin_run(quiet, &args));
    args.args = &with_nul;
    FAILS(BUFWASM_ERROR_KIND_USAGE, "NUL", bufwasm_plugin_run(quiet, &args));
    env.env = &no_pair;
    FAILS(BUFWASM_ERROR_KIND_USAGE, "KEY=VALUE", bufwasm_plugin_run(quiet, &env));
    bufwasm_plugin_free(quiet);
}

void test_arguments(void) {
    null_is_an_error_or_nothing();
    null_can_be_freed();
    sizes_that_cannot_be_are_errors();
    structs_tell_their_size();
    values_have_bounds();
    texts_are_checked();
}

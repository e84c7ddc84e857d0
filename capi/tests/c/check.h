/* What the tests have in common. A check that fails ends the program and says where. */
#pragma once

#include <bufwasm.h>

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) ((condition) ? (void)0 : fail(__FILE__, __LINE__, #condition))

/* Checks that there is no error. */
#define SUCCEEDS(call) expect_success(__FILE__, __LINE__, (call))

/* Checks that there is an error of `error_kind` whose message contains `text`, and frees it. */
#define FAILS(error_kind, text, call) expect_failure(__FILE__, __LINE__, (error_kind), (text), (call))

/* For initialisers: a struct that knows its size, and is 0 otherwise. */
#define SIZED(type) { .struct_size = sizeof(type) }

void fail(const char *file, int line, const char *what);
void expect_success(const char *file, int line, bufwasm_error *error);
void expect_failure(const char *file, int line, bufwasm_error_kind kind, const char *text, bufwasm_error *error);

/* The guest `name` of the directory of guests. The caller frees `data`. */
bufwasm_bytes load(const char *name);

/* The guest `name`, compiled by an executor with `config`, which may be NULL. */
bufwasm_plugin *compile(const bufwasm_executor_config *config, const char *name);

/* Compiles `wasm` with all defaults and expects that to fail. */
bufwasm_error *compile_error(bufwasm_bytes wasm, uint32_t abi);

/* Bytes that a plugin wrote, with a NUL behind them. */
struct output {
    char *data;
    size_t len;
};

/* A writer that appends to `output`, which begins as zeros; the caller frees its `data`. */
bufwasm_writer writer_to(struct output *output);

int is_text(bufwasm_text text, const char *expected);

/* The tests, in a file each. */
void test_arguments(void);
void test_errors(void);
void test_generate(void);
void test_packing(void);
void test_runs(void);
void test_threads(void);

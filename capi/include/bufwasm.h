#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Rules that hold for every function:
 *
 * Errors: a function that can fail returns NULL on success. Otherwise it returns an error, which the caller frees with
 * bufwasm_error_free, and its output is NULL. A mistake of the caller's that the library can detect, such as a NULL in
 * place of a handle or an impossible length, is an error of the kind BUFWASM_ERROR_KIND_USAGE, not a crash.
 *
 * Ownership: whoever creates a handle frees it, with the function named after its type. Freeing NULL does nothing.
 * Arguments are only read during the call, and copied if they are needed longer. What a handle gives out is valid as
 * long as the handle.
 *
 * Sizes: all sizes are in bytes unless stated otherwise. In a struct that begins with struct_size, set that field to the
 * size of the struct. Every other field that you leave 0 has its default: `bufwasm_run_options options = {
 * .struct_size = sizeof options };`.
 *
 * Threads: a function that says "Thread-safe" may be called on any number of threads at once, even with the same
 * handles, and handles may move between threads. Free a handle once, when no thread uses it any more. Callbacks run on
 * the thread that called the library, before that call returns.
 *
 * Callbacks may call the library. They must return: a longjmp or an exception across the library is undefined behaviour.
 */


/**
 * In `flags`: plugins see the operating system's clock instead of one that is the same in every run, and really wait
 * when they sleep.
 */
#define BUFWASM_REAL_CLOCK 1

/**
 * In `flags`: plugins get the operating system's randomness instead of bytes that are the same in every run.
 */
#define BUFWASM_REAL_RANDOM 2

/**
 * In `flags`: plugins built by Go are made cheaper to run before they run, for which a large one takes some 100 ms. What
 * they do stays the same, the fuel they take does not. Without this flag and the next, a run is of such a plugin if it reads
 * 256 KiB from stdin before it writes anything.
 */
#define BUFWASM_OPTIMISE_ALWAYS 4

/**
 * In `flags`: plugins run as they are.
 */
#define BUFWASM_OPTIMISE_NEVER 8

/**
 * The version of the C ABI that this header describes.
 */
#define BUFWASM_C_ABI_VERSION 1

/**
 * The version of the library that this header belongs to: the first of its three numbers.
 */
#define BUFWASM_VERSION_MAJOR 0

/**
 * The second number.
 */
#define BUFWASM_VERSION_MINOR 1

/**
 * The third number.
 */
#define BUFWASM_VERSION_PATCH 0

/**
 * What went wrong. The numbers never change; later versions may add some.
 */
typedef enum bufwasm_error_kind {
    /**
     * A bug in the library: it panicked. The library and its handles can still be used.
     */
    BUFWASM_ERROR_KIND_INTERNAL = 1,
    /**
     * The caller made a mistake: an argument is invalid.
     */
    BUFWASM_ERROR_KIND_USAGE = 2,
    /**
     * One of the caller's callbacks reported a failure.
     */
    BUFWASM_ERROR_KIND_IO = 3,
    /**
     * The bytes are not a module that can be run.
     */
    BUFWASM_ERROR_KIND_BAD_MODULE = 4,
    /**
     * The configuration in the module's `.bufplugin` section cannot be read.
     */
    BUFWASM_ERROR_KIND_BAD_SECTION = 5,
    /**
     * Neither the configuration nor the exports say which ABI the module uses.
     */
    BUFWASM_ERROR_KIND_UNKNOWN_ABI = 6,
    /**
     * The module imports what its ABI does not provide.
     */
    BUFWASM_ERROR_KIND_MISSING_IMPORTS = 7,
    /**
     * The plugin exited by itself with a code other than 0.
     */
    BUFWASM_ERROR_KIND_PLUGIN_EXIT = 8,
    /**
     * The plugin did something that traps, such as reading outside its memory.
     */
    BUFWASM_ERROR_KIND_TRAP = 9,
    /**
     * The plugin's calls are nested more deeply than `stack_bytes` allows.
     */
    BUFWASM_ERROR_KIND_STACK_EXHAUSTED = 10,
    /**
     * The plugin needs more memory than `memory_pages` allows.
     */
    BUFWASM_ERROR_KIND_MEMORY_LIMIT = 11,
    /**
     * The plugin used more fuel than `fuel` allows.
     */
    BUFWASM_ERROR_KIND_OUT_OF_FUEL = 12,
    /**
     * The plugin wrote more than `stdout_bytes` or `stderr_bytes` allows.
     */
    BUFWASM_ERROR_KIND_OUTPUT_LIMIT = 13,
    /**
     * The run took longer than `timeout_ns` allows.
     */
    BUFWASM_ERROR_KIND_TIMEOUT = 14,
    /**
     * The caller cancelled the run.
     */
    BUFWASM_ERROR_KIND_CANCELLED = 15,
    /**
     * A plugin answered with an error, or with what cannot be used.
     */
    BUFWASM_ERROR_KIND_BAD_RESPONSE = 16,
    /**
     * The .proto files do not compile.
     */
    BUFWASM_ERROR_KIND_PROTO_ERROR = 17,
    /**
     * Fuzzing has found something. No function here fails so.
     */
    BUFWASM_ERROR_KIND_FINDINGS = 18,
} bufwasm_error_kind;

/**
 * A binary interface between a plugin and its host. The numbers are those of the `.bufplugin` section.
 */
typedef enum bufwasm_abi {
    /**
     * Not specified: the module's configuration decides, or else its exports.
     */
    BUFWASM_ABI_UNSPECIFIED = 0,
    /**
     * WASI preview 1. The module exports `_start`.
     */
    BUFWASM_ABI_WASI = 1,
    /**
     * Go's js/wasm ABI, of `GOOS=js`. The module exports `run` and `resume`.
     */
    BUFWASM_ABI_GO_JS = 2,
} bufwasm_abi;

/**
 * Bytes that the library made. They never change: any number of threads may read them.
 */
typedef struct bufwasm_buffer bufwasm_buffer;

/**
 * Stops the runs that it is passed to, from any thread.
 */
typedef struct bufwasm_cancel_token bufwasm_cancel_token;

/**
 * Compiles plugins. It never changes: any number of threads may use it at once.
 */
typedef struct bufwasm_executor bufwasm_executor;

/**
 * What one of the library's structs points to. It is freed with the struct, and is the library's own business.
 */
typedef struct bufwasm_kept bufwasm_kept;

/**
 * A plugin that is ready to run. It never changes: any number of threads may use it, and run it, at once.
 */
typedef struct bufwasm_plugin bufwasm_plugin;

/**
 * UTF-8 text of `len` bytes.
 *
 * Text from the library ends with a NUL, which `len` does not count; there, a `data` of NULL means that there is no
 * such text. Text that you pass in needs no NUL, and its `data` may be NULL if its `len` is 0.
 */
typedef struct bufwasm_text {
    /**
     * The first byte.
     */
    const char *data;
    /**
     * How many bytes there are.
     */
    size_t len;
} bufwasm_text;

/**
 * What a compiler says of one place in a .proto file.
 */
typedef struct bufwasm_diagnostic {
    /**
     * The file, by its name among the sources; NULL if it is about none.
     */
    struct bufwasm_text file;
    /**
     * What is wrong: protoc's own words, or those of the compiler that is part of the library. Warnings begin with
     * `warning: `.
     */
    struct bufwasm_text message;
    /**
     * The line; the first is 1. 0 if it is not known.
     */
    uint32_t line;
    /**
     * The column; the first is 1. 0 if it is not known.
     */
    uint32_t column;
} bufwasm_diagnostic;

/**
 * Why a function failed. Later versions may append fields.
 *
 * The caller frees it with `bufwasm_error_free`. It never changes: any number of threads may read it.
 */
typedef struct bufwasm_error {
    /**
     * What went wrong.
     */
    enum bufwasm_error_kind kind;
    /**
     * Whether the plugin exited by itself; `exit_code` is 0 otherwise.
     */
    bool has_exit_code;
    /**
     * The code the plugin exited with.
     */
    uint32_t exit_code;
    /**
     * What happened to what, in lower case and without a full stop. Never NULL.
     */
    struct bufwasm_text message;
    /**
     * What would help, in terms of this header. NULL if no remedy is known.
     */
    struct bufwasm_text hint;
    /**
     * What the plugin wrote to stderr: all of it, or its first and last 32 KiB. Invalid UTF-8 is replaced. NULL if the
     * plugin did not get that far, or was stopped by a limit on time, fuel or output.
     */
    struct bufwasm_text stderr_text;
    /**
     * The library's own.
     */
    struct bufwasm_kept *kept;
    /**
     * The plugin that failed, or `protoc`. NULL unless `bufwasm_generate` failed while one ran.
     */
    struct bufwasm_text plugin;
    /**
     * What the compiler says of .proto files that do not compile, in its order. NULL if there is no such thing.
     */
    const struct bufwasm_diagnostic *diagnostics;
    /**
     * How many `diagnostics` there are.
     */
    size_t diagnostic_count;
} bufwasm_error;

/**
 * Any `len` bytes. `data` may be NULL if `len` is 0.
 */
typedef struct bufwasm_bytes {
    /**
     * The first byte.
     */
    const uint8_t *data;
    /**
     * How many bytes there are.
     */
    size_t len;
} bufwasm_bytes;

/**
 * A file for a plugin to see.
 */
typedef struct bufwasm_file {
    /**
     * Its path from the root, as the plugin sees it: `etc/rules` or `/etc/rules`. One that ends in `/` and has no contents
     * is a directory, in which there need be nothing.
     */
    struct bufwasm_text path;
    /**
     * What it holds.
     */
    struct bufwasm_bytes contents;
} bufwasm_file;

/**
 * Fills up to `capacity` bytes at `buffer`, sets `len` to their number, and returns 0. Any other result is a failure:
 * the plugin sees an input error, and the caller an error of the kind `BUFWASM_ERROR_KIND_IO`.
 *
 * It gets the `context` next to it. `capacity` is never 0. `len` is 0 at first; leaving it so means the end of the
 * stream.
 */
typedef int32_t (*bufwasm_read_fn)(void *context, uint8_t *buffer, size_t capacity, size_t *len);

/**
 * Where one of the plugin's input streams comes from.
 */
typedef struct bufwasm_reader {
    /**
     * Called whenever the plugin reads; NULL stands for an empty stream.
     */
    bufwasm_read_fn read;
    /**
     * Passed on to `read`.
     */
    void *context;
} bufwasm_reader;

/**
 * Takes all `len` bytes at `data`, and returns 0. Any other result is a failure, which ends the run with an error of
 * the kind `BUFWASM_ERROR_KIND_IO` unless the plugin ends first.
 *
 * It gets the `context` next to it. `len` is never 0. The bytes are valid only until it returns.
 */
typedef int32_t (*bufwasm_write_fn)(void *context, const uint8_t *data, size_t len);

/**
 * Where one of the plugin's output streams goes.
 */
typedef struct bufwasm_writer {
    /**
     * Called whenever the plugin writes; with NULL, all output is dropped.
     */
    bufwasm_write_fn write;
    /**
     * Passed on to `write`.
     */
    void *context;
} bufwasm_writer;

/**
 * Says whether the run is to stop: any value other than 0 stops it.
 *
 * It gets the `context` next to it. It is called about ten times a second or more often, and may change its answer.
 */
typedef int32_t (*bufwasm_is_cancelled_fn)(void *context);

/**
 * How a run finds out whether to stop.
 */
typedef struct bufwasm_canceller {
    /**
     * The function to ask; NULL never stops a run.
     */
    bufwasm_is_cancelled_fn is_cancelled;
    /**
     * Passed on to `is_cancelled`.
     */
    void *context;
} bufwasm_canceller;

/**
 * What a run spent.
 */
typedef struct bufwasm_stats {
    /**
     * `sizeof(bufwasm_stats)`.
     */
    size_t struct_size;
    /**
     * Units of fuel: a block of code is charged as a whole before it runs, so these are no count of instructions.
     */
    uint64_t fuel;
    /**
     * The most pages of 64 KiB that the plugin's memories had in total.
     */
    uint64_t peak_pages;
    /**
     * How often the plugin was refused more memory.
     */
    uint64_t refused_grows;
    /**
     * How often the plugin called into the library.
     */
    uint64_t host_calls;
    /**
     * Bytes read from stdin.
     */
    uint64_t stdin_bytes;
    /**
     * Bytes written to stdout.
     */
    uint64_t stdout_bytes;
    /**
     * Bytes written to stderr.
     */
    uint64_t stderr_bytes;
    /**
     * Nanoseconds until the plugin's first instruction.
     */
    uint64_t instantiate_ns;
    /**
     * Nanoseconds from then until its end.
     */
    uint64_t run_ns;
} bufwasm_stats;

/**
 * What one run adds to its plugin. 0 or NULL in a field adds nothing.
 */
typedef struct bufwasm_run_options {
    /**
     * `sizeof(bufwasm_run_options)`.
     */
    size_t struct_size;
    /**
     * Arguments, after the plugin's name and those of its configuration. None may contain a NUL.
     */
    const struct bufwasm_text *args;
    /**
     * How many `args` there are.
     */
    size_t arg_count;
    /**
     * The environment, as `KEY=VALUE`. The plugin sees nothing of this process's environment.
     */
    const struct bufwasm_text *env;
    /**
     * How many entries `env` has.
     */
    size_t env_count;
    /**
     * Read-only files, in addition to those of the configuration. They are copied.
     */
    const struct bufwasm_file *files;
    /**
     * How many `files` there are.
     */
    size_t file_count;
    /**
     * What the plugin reads from stdin first.
     */
    struct bufwasm_bytes stdin_bytes;
    /**
     * Where stdin continues after `stdin_bytes`.
     */
    struct bufwasm_reader stdin_reader;
    /**
     * Where stdout goes: for a protoc plugin, the response, in several writes.
     */
    struct bufwasm_writer stdout_writer;
    /**
     * Where stderr goes.
     */
    struct bufwasm_writer stderr_writer;
    /**
     * Gets a line for each call from the plugin into the library, with decoded arguments and result.
     */
    struct bufwasm_writer trace_writer;
    /**
     * Stops the run when it is cancelled.
     */
    const struct bufwasm_cancel_token *cancel_token;
    /**
     * Stops the run when it says so. It is asked on the thread of the run.
     */
    struct bufwasm_canceller canceller;
    /**
     * Filled in when the run ends, however it ends, unless it could not start. The caller sets its `struct_size`.
     */
    struct bufwasm_stats *stats;
} bufwasm_run_options;

/**
 * A function of a plugin's that was being executed.
 */
typedef struct bufwasm_frame {
    /**
     * Its name, if the module has names; otherwise such as `function 12`.
     */
    struct bufwasm_text function;
    /**
     * How many of its calls stand one inside the other; 1 or more.
     */
    size_t calls;
    /**
     * How many calls are left out between this frame and the one before it.
     */
    size_t left_out;
} bufwasm_frame;

/**
 * The functions of a plugin that were being executed when a run ended. Later versions may append fields.
 *
 * The caller frees it with `bufwasm_backtrace_free`. It never changes: any number of threads may read it.
 */
typedef struct bufwasm_backtrace {
    /**
     * The functions, innermost first: at most 32. NULL if they cannot be told.
     */
    const struct bufwasm_frame *frames;
    /**
     * How many `frames` there are.
     */
    size_t frame_count;
    /**
     * The library's own.
     */
    struct bufwasm_kept *kept;
} bufwasm_backtrace;

/**
 * What every run of an executor's plugins may spend, and what it sees of the machine. 0 in a field is its default.
 */
typedef struct bufwasm_executor_config {
    /**
     * `sizeof(bufwasm_executor_config)`.
     */
    size_t struct_size;
    /**
     * Pages of 64 KiB for all memories of a plugin together: at most 65536. Default 8192 (512 MiB).
     */
    uint32_t memory_pages;
    /**
     * `BUFWASM_REAL_CLOCK`, `BUFWASM_REAL_RANDOM`, and one of `BUFWASM_OPTIMISE_ALWAYS` and `BUFWASM_OPTIMISE_NEVER`,
     * combined with `|`. Default: none, so that every run is the same.
     */
    uint32_t flags;
    /**
     * Bytes of the interpreter's stack: from 4 KiB to 4 GiB. Default 256 MiB, of which most plugins touch little.
     */
    uint64_t stack_bytes;
    /**
     * Units of fuel, which measure work: a block of code is charged as a whole before it runs. See what a plugin costs
     * in `bufwasm_stats`. Default: no bound.
     */
    uint64_t fuel;
    /**
     * Nanoseconds that a run may take. Default: no bound.
     */
    uint64_t timeout_ns;
    /**
     * Bytes that a plugin may write to stdout. Default: no bound.
     */
    uint64_t stdout_bytes;
    /**
     * Bytes that a plugin may write to stderr. Default: no bound.
     */
    uint64_t stderr_bytes;
    /**
     * Elements of all tables of a plugin together: at most 4294967295. Default 10 million.
     */
    uint64_t table_elements;
    /**
     * Bytes of a layer in memory over a plugin's files, in which a run can write. Default 0: all files are read-only.
     */
    uint64_t scratch_bytes;
} bufwasm_executor_config;

/**
 * A plugin of `bufwasm_generate`, and what it is asked.
 */
typedef struct bufwasm_plugin_request {
    /**
     * `sizeof(bufwasm_plugin_request)`.
     */
    size_t struct_size;
    /**
     * The plugin. It runs under the limits of the executor that compiled it.
     */
    const struct bufwasm_plugin *plugin;
    /**
     * The plugin's options, such as `paths=source_relative`.
     */
    struct bufwasm_text parameter;
    /**
     * Which of protoc's own generators the plugin is to be, such as `java`, if it is `protoc-gen-builtin.wasm`, which is
     * all of them. NULL for other plugins.
     */
    struct bufwasm_text generator;
    /**
     * The environment, as `KEY=VALUE`. The plugin sees nothing of this process's environment.
     */
    const struct bufwasm_text *env;
    /**
     * How many entries `env` has.
     */
    size_t env_count;
    /**
     * Read-only files for the plugin, in addition to those of its configuration. They are copied.
     */
    const struct bufwasm_file *files;
    /**
     * How many `files` there are.
     */
    size_t file_count;
} bufwasm_plugin_request;

/**
 * What to generate, and how. 0 or NULL in a field is its default.
 */
typedef struct bufwasm_generate_options {
    /**
     * `sizeof(bufwasm_generate_options)`.
     */
    size_t struct_size;
    /**
     * The .proto files, by the names that imports use. Google's well-known types need not be among them.
     */
    const struct bufwasm_file *sources;
    /**
     * How many `sources` there are.
     */
    size_t source_count;
    /**
     * The names of the files to generate code for. Default: all of `sources`.
     */
    const struct bufwasm_text *to_generate;
    /**
     * How many names `to_generate` has.
     */
    size_t to_generate_count;
    /**
     * What compiles the .proto files: protoc, compiled from a `protoc.wasm` that `cargo xtask protoc` builds. Its executor's
     * limits hold. Default: the compiler that is part of the library. It starts at once, and knows no editions.
     */
    const struct bufwasm_plugin *protoc;
    /**
     * Pointers to the plugins, in the order in which they are asked: a later one may insert text in files of an earlier one.
     */
    const struct bufwasm_plugin_request *const *plugins;
    /**
     * How many `plugins` there are.
     */
    size_t plugin_count;
    /**
     * Where the plugins' stderr goes, while they run.
     */
    struct bufwasm_writer stderr_writer;
    /**
     * Stops the call when it is cancelled.
     */
    const struct bufwasm_cancel_token *cancel_token;
    /**
     * Stops the call when it says so. It is asked on the calling thread while protoc or a plugin runs.
     */
    struct bufwasm_canceller canceller;
} bufwasm_generate_options;

/**
 * Generated code. Later versions may append fields.
 *
 * The caller frees it with `bufwasm_generated_free`. It never changes: any number of threads may read it.
 */
typedef struct bufwasm_generated {
    /**
     * The files, sorted by their paths. A path is relative, its parts are joined by `/`, and it leads nowhere but below the
     * directory that it is taken to be relative to.
     */
    const struct bufwasm_file *files;
    /**
     * How many `files` there are.
     */
    size_t file_count;
    /**
     * What the compiler has to say of .proto files that are right, such as that an import is not used.
     */
    const struct bufwasm_diagnostic *warnings;
    /**
     * How many `warnings` there are.
     */
    size_t warning_count;
    /**
     * The library's own.
     */
    struct bufwasm_kept *kept;
} bufwasm_generated;

/**
 * How a plugin wants to be run, as it is stored in its module.
 *
 * One that the library gives out belongs to the handle it came from, and can be passed back in.
 */
typedef struct bufwasm_plugin_config {
    /**
     * `sizeof(bufwasm_plugin_config)`.
     */
    size_t struct_size;
    /**
     * A `bufwasm_abi`. A module may carry a number that is not defined here.
     */
    uint32_t abi;
    /**
     * Arguments after the plugin's name.
     */
    const struct bufwasm_text *args;
    /**
     * How many `args` there are.
     */
    size_t arg_count;
    /**
     * The plugin's files.
     */
    const struct bufwasm_file *files;
    /**
     * How many `files` there are.
     */
    size_t file_count;
    /**
     * The exported function that is called instead of `_start`, because the plugin is a library (a reactor);
     * `_initialize` is called before it, if there is one. Nothing for a program.
     */
    struct bufwasm_text call;
    /**
     * The environment, as `KEY=VALUE` each; of two entries with one key, the later counts.
     */
    const struct bufwasm_text *env;
    /**
     * How many entries `env` has.
     */
    size_t env_count;
} bufwasm_plugin_config;

/**
 * What a module needs.
 */
typedef struct bufwasm_import {
    /**
     * The module it is imported from.
     */
    struct bufwasm_text module;
    /**
     * Its name there.
     */
    struct bufwasm_text name;
    /**
     * What it is, such as `func (i32, i32) -> i32`.
     */
    struct bufwasm_text type_text;
    /**
     * Whether the module's ABI provides it. False if the ABI cannot be told.
     */
    bool is_provided;
    /**
     * The type that the ABI provides under this name, if only the type is wrong; NULL otherwise.
     */
    struct bufwasm_text provided_type;
} bufwasm_import;

/**
 * What a module offers.
 */
typedef struct bufwasm_export {
    /**
     * Its name.
     */
    struct bufwasm_text name;
    /**
     * `func`, `memory`, `table`, `global` or `tag`.
     */
    struct bufwasm_text kind;
} bufwasm_export;

/**
 * A tool that helped to make a module.
 */
typedef struct bufwasm_producer {
    /**
     * `language`, `processed-by` or `sdk`.
     */
    struct bufwasm_text field;
    /**
     * The tool's name.
     */
    struct bufwasm_text name;
    /**
     * The tool's version; may be empty.
     */
    struct bufwasm_text version;
} bufwasm_producer;

/**
 * What a module is and needs. Later versions may append fields.
 *
 * The caller frees it with `bufwasm_inspection_free`. It never changes: any number of threads may read it.
 */
typedef struct bufwasm_inspection {
    /**
     * The ABI it speaks; `BUFWASM_ABI_UNSPECIFIED` if that cannot be told.
     */
    enum bufwasm_abi abi;
    /**
     * Whether functions have names, which traps can show.
     */
    bool has_names;
    /**
     * Why the ABI cannot be told; NULL if it can.
     */
    struct bufwasm_text abi_problem;
    /**
     * The module's own name; NULL if it has none.
     */
    struct bufwasm_text module_name;
    /**
     * The configuration that it carries; NULL if it carries none.
     */
    const struct bufwasm_plugin_config *config;
    /**
     * Pages of 64 KiB that all its memories start with.
     */
    uint64_t memory_floor_pages;
    /**
     * What it needs.
     */
    const struct bufwasm_import *imports;
    /**
     * How many `imports` there are.
     */
    size_t import_count;
    /**
     * What it offers.
     */
    const struct bufwasm_export *exports;
    /**
     * How many `exports` there are.
     */
    size_t export_count;
    /**
     * What made it.
     */
    const struct bufwasm_producer *producers;
    /**
     * How many `producers` there are.
     */
    size_t producer_count;
    /**
     * The library's own.
     */
    struct bufwasm_kept *kept;
} bufwasm_inspection;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Tells where a run of `plugin` was that trapped, or was to have more stack or fuel than it may: `failure` is its error,
 * and `fuel` what its `stats` say that it spent.
 *
 * The plugin is run once more to find out, several times as slowly, but with no more fuel; so runs that do not fail need
 * not take note of anything. `executor` and `wasm` are what `plugin` was compiled by and from, and `options` those of the
 * run: their `stdin_reader` has to give the same again, and the writers and `stats` get nothing.
 *
 * Sets `backtrace`, which the caller frees with `bufwasm_backtrace_free`. It has no frames if the run was nowhere when it
 * ended, or if the second one did not end as the first did. Errors: `BUFWASM_ERROR_KIND_USAGE`, and those of
 * `bufwasm_executor_compile`.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_executor_backtrace(const struct bufwasm_executor *executor,
                                                 const struct bufwasm_plugin *plugin,
                                                 struct bufwasm_bytes wasm,
                                                 const struct bufwasm_run_options *options,
                                                 const struct bufwasm_error *failure,
                                                 uint64_t fuel,
                                                 struct bufwasm_backtrace **backtrace);

/**
 * Frees `backtrace` and its texts, which no thread may use after that. NULL is allowed.
 */
void bufwasm_backtrace_free(struct bufwasm_backtrace *backtrace);

/**
 * The bytes in `buffer`, valid as long as `buffer` is. Empty if `buffer` is NULL.
 *
 * Thread-safe.
 */
struct bufwasm_bytes bufwasm_buffer_bytes(const struct bufwasm_buffer *buffer);

/**
 * Frees `buffer`, which no thread may use after that. NULL is allowed.
 */
void bufwasm_buffer_free(struct bufwasm_buffer *buffer);

/**
 * A token that nobody has cancelled. The caller frees it with `bufwasm_cancel_token_free`; never NULL.
 *
 * Thread-safe.
 */
struct bufwasm_cancel_token *bufwasm_cancel_token_new(void);

/**
 * Another handle to the same token, which is freed separately. NULL if `token` is NULL.
 *
 * Thread-safe.
 */
struct bufwasm_cancel_token *bufwasm_cancel_token_clone(const struct bufwasm_cancel_token *token);

/**
 * Ends every run that `token` or a clone of it was passed to, with an error of the kind `BUFWASM_ERROR_KIND_CANCELLED`.
 *
 * Does not wait for them: each ends within about 100 ms. A token stays cancelled; the next run needs a new one. Does
 * nothing if `token` is NULL.
 *
 * Thread-safe.
 */
void bufwasm_cancel_token_cancel(const struct bufwasm_cancel_token *token);

/**
 * Whether `token` or a clone of it was cancelled. False if `token` is NULL.
 *
 * Thread-safe.
 */
bool bufwasm_cancel_token_is_cancelled(const struct bufwasm_cancel_token *token);

/**
 * Frees the handle `token`, which no thread may use after that. Its clones stay valid. NULL is allowed.
 */
void bufwasm_cancel_token_free(struct bufwasm_cancel_token *token);

/**
 * Frees `error` and its texts, which no thread may use after that. NULL is allowed.
 */
void bufwasm_error_free(struct bufwasm_error *error);

/**
 * The name of an error's kind, such as `plugin_exit`, as in the command line's `--error-format json`.
 *
 * Ends with a NUL and is never freed. `unknown` if `kind`, a `bufwasm_error_kind`, is not known to this library.
 *
 * Thread-safe.
 */
const char *bufwasm_error_kind_name(uint32_t kind);

/**
 * Creates an executor with `config`, or with the defaults if `config` is NULL.
 *
 * Sets `executor`, which the caller frees with `bufwasm_executor_free`. Errors: `BUFWASM_ERROR_KIND_USAGE` if a value is
 * out of its bounds.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_executor_new(const struct bufwasm_executor_config *config,
                                           struct bufwasm_executor **executor);

/**
 * Frees `executor`, which no thread may use after that. Plugins that it compiled stay valid. NULL is allowed.
 */
void bufwasm_executor_free(struct bufwasm_executor *executor);

/**
 * Compiles .proto files, asks plugins to generate code from them, and puts their answers together.
 *
 * Nothing is read from or written to disk. Everything in `options` must stay unchanged until this returns.
 *
 * Sets `generated`, which the caller frees with `bufwasm_generated_free`. Errors: `BUFWASM_ERROR_KIND_PROTO_ERROR` if the
 * files do not compile, with `diagnostics`; `_BAD_RESPONSE` if a plugin answers with an error, or with what cannot be used;
 * those of `bufwasm_plugin_run`; `_USAGE`. `plugin` of the error names the plugin, or `protoc`.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_generate(const struct bufwasm_generate_options *options,
                                       struct bufwasm_generated **generated);

/**
 * Frees `generated` and all it points to, which no thread may use after that. NULL is allowed.
 */
void bufwasm_generated_free(struct bufwasm_generated *generated);

/**
 * Reads what the module `wasm` says about itself. It does not look at function bodies and data.
 *
 * Sets `inspection`, which the caller frees with `bufwasm_inspection_free`. Errors: `BUFWASM_ERROR_KIND_BAD_MODULE`,
 * `_BAD_SECTION`, `_USAGE`.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_inspect(struct bufwasm_bytes wasm,
                                      struct bufwasm_inspection **inspection);

/**
 * Frees `inspection` and all it points to, which no thread may use after that. NULL is allowed.
 */
void bufwasm_inspection_free(struct bufwasm_inspection *inspection);

/**
 * Compiles the module `wasm`, and reads the configuration in it.
 *
 * `name` becomes the plugin's first argument; the default is `protoc-gen-wasm`. `abi` is a `bufwasm_abi`: pass
 * `BUFWASM_ABI_UNSPECIFIED` unless you know better than the module. Both `name` and `wasm` are copied. This is cheap,
 * because a function is translated when it is first called.
 *
 * Sets `plugin`, which the caller frees with `bufwasm_plugin_free`. The plugin does not need the executor. Errors:
 * `BUFWASM_ERROR_KIND_BAD_MODULE`, `_BAD_SECTION`, `_UNKNOWN_ABI`, `_MISSING_IMPORTS`, `_MEMORY_LIMIT`, `_USAGE`.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_executor_compile(const struct bufwasm_executor *executor,
                                               struct bufwasm_text name,
                                               struct bufwasm_bytes wasm,
                                               uint32_t abi,
                                               struct bufwasm_plugin **plugin);

/**
 * The ABI of `plugin`. `BUFWASM_ABI_UNSPECIFIED` if `plugin` is NULL.
 *
 * Thread-safe.
 */
enum bufwasm_abi bufwasm_plugin_abi(const struct bufwasm_plugin *plugin);

/**
 * The first argument of `plugin`, valid as long as `plugin` is. Empty if `plugin` is NULL.
 *
 * Thread-safe.
 */
struct bufwasm_text bufwasm_plugin_name(const struct bufwasm_plugin *plugin);

/**
 * The configuration in `plugin`, valid as long as `plugin` is. NULL if there is none, or `plugin` is NULL.
 *
 * Thread-safe.
 */
const struct bufwasm_plugin_config *bufwasm_plugin_get_config(const struct bufwasm_plugin *plugin);

/**
 * Frees `plugin`, which no thread may use or be running by then. NULL is allowed.
 */
void bufwasm_plugin_free(struct bufwasm_plugin *plugin);

/**
 * Runs `plugin` until it ends. If `options` is NULL, stdin is empty and output is dropped.
 *
 * NULL if the plugin exited with 0. A plugin may run many times at once; the runs do not see each other, and each
 * calls its own callbacks, on its own thread. Everything in `options` must stay unchanged until this returns. Errors:
 * those from `BUFWASM_ERROR_KIND_PLUGIN_EXIT` on; `_IO` if a callback failed; `_BAD_MODULE` if the plugin calls an
 * invalid function; `_USAGE`.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_plugin_run(const struct bufwasm_plugin *plugin,
                                         const struct bufwasm_run_options *options);

/**
 * Encodes `config` as a custom section: bytes that can be appended to any module, and leave it valid.
 *
 * In a module that already has such a section, both apply: `abi` is replaced, and arguments, files and the environment
 * are appended. If `config` is NULL, the section is empty. Sets `section`, which the caller frees with
 * `bufwasm_buffer_free`. Errors: `BUFWASM_ERROR_KIND_USAGE`.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_section_encode(const struct bufwasm_plugin_config *config,
                                             struct bufwasm_buffer **section);

/**
 * Appends `config` to the module `wasm`, and checks that the result is a plugin.
 *
 * Sets `packed`, which the caller frees with `bufwasm_buffer_free`. Errors: `BUFWASM_ERROR_KIND_BAD_MODULE`,
 * `_BAD_SECTION`, `_UNKNOWN_ABI`, `_USAGE` (also if the files' paths contradict each other, or `env` holds what is not `KEY=VALUE`).
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_section_append(struct bufwasm_bytes wasm,
                                             const struct bufwasm_plugin_config *config,
                                             struct bufwasm_buffer **packed);

/**
 * Copies the module `wasm` without its `.bufplugin` sections.
 *
 * Sets `stripped`, which the caller frees with `bufwasm_buffer_free`. Errors: `BUFWASM_ERROR_KIND_BAD_SECTION` if the
 * module's sections cannot be told apart, `_USAGE`.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_section_strip(struct bufwasm_bytes wasm,
                                            struct bufwasm_buffer **stripped);

/**
 * The version of the C ABI that the library was built with.
 *
 * It equals `BUFWASM_C_ABI_VERSION` of the header that belongs to it. Only a change that breaks callers raises the
 * number; new functions, error kinds and fields do not.
 *
 * Thread-safe.
 */
uint32_t bufwasm_c_abi_version(void);

/**
 * The version of the library, such as `0.1.0`. Ends with a NUL and is never freed.
 *
 * Thread-safe.
 */
const char *bufwasm_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

/**
 * A string that ends with a NUL, as text. Nothing is copied. NULL gives an empty text.
 */
static inline bufwasm_text bufwasm_text_of(const char *string) {
    bufwasm_text text = { string, string ? strlen(string) : 0 };
    return text;
}

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Rules that hold for every function:
 *
 * Errors: a function that can fail returns NULL when it did not, and otherwise an error, which the caller frees with
 * bufwasm_error_free. What it was to give is then NULL. A mistake of the caller's that can be told, such as a NULL where
 * a handle is needed or a length that no memory can have, is an error of the kind BUFWASM_ERROR_KIND_USAGE, not a crash.
 *
 * Ownership: whoever creates a handle frees it, with the function named after its type; freeing NULL does nothing. What
 * is passed in is only looked at during the call, and copied where it is needed longer. What a handle gives out lives as
 * long as the handle.
 *
 * Sizes: all are in bytes unless they say otherwise. In a struct that begins with struct_size, the caller sets that to
 * the struct's size, and every other field that it leaves 0 has its default: `bufwasm_run_options options = {
 * .struct_size = sizeof options };`.
 *
 * Threads: a function that says "Thread-safe" may be called on any number of threads at once, with the same handles too,
 * and handles may wander between threads. A handle is freed once, when no thread uses it any more. Callbacks are called
 * on the thread that called the library, before it returns.
 *
 * Callbacks may call the library. They must return: a longjmp or an exception across the library is undefined behaviour.
 */


/**
 * In `flags`: plugins see the operating system's clock instead of one that is the same in every run; sleeping ones wait.
 */
#define BUFWASM_REAL_CLOCK 1

/**
 * In `flags`: plugins get the operating system's randomness instead of bytes that are the same in every run.
 */
#define BUFWASM_REAL_RANDOM 2

/**
 * The version of the C ABI that this header describes.
 */
#define BUFWASM_C_ABI_VERSION 1

/**
 * What went wrong. The numbers stay; later versions may add some.
 */
typedef enum bufwasm_error_kind {
    /**
     * The library met a mistake of its own, a panic. It and its handles can be used as before.
     */
    BUFWASM_ERROR_KIND_INTERNAL = 1,
    /**
     * The caller made a mistake: an argument that cannot be.
     */
    BUFWASM_ERROR_KIND_USAGE = 2,
    /**
     * A callback of the caller's reported a failure.
     */
    BUFWASM_ERROR_KIND_IO = 3,
    /**
     * The bytes are no module that can be run.
     */
    BUFWASM_ERROR_KIND_BAD_MODULE = 4,
    /**
     * The configuration in the module's `.bufplugin` section cannot be read.
     */
    BUFWASM_ERROR_KIND_BAD_SECTION = 5,
    /**
     * Neither the configuration nor the exports tell the module's ABI.
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
     * The plugin executed what WebAssembly or its ABI traps on.
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
     * The plugin executed more than `fuel` allows.
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
} bufwasm_error_kind;

/**
 * A binary interface between a plugin and its host. The numbers are those of the `.bufplugin` section.
 */
typedef enum bufwasm_abi {
    /**
     * Not said; the module's configuration, or else its exports, tell it.
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
 * Bytes that the library made. Nothing changes them: any number of threads may read them.
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
 * What a struct of the library's points to. It is freed with the struct, and nothing for callers to look into.
 */
typedef struct bufwasm_kept bufwasm_kept;

/**
 * A plugin that is ready to run. It never changes: any number of threads may use it, and run it, at once.
 */
typedef struct bufwasm_plugin bufwasm_plugin;

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
 * UTF-8 text of `len` bytes.
 *
 * One that the library gives out has a NUL behind it, which `len` does not count; a `data` of NULL then means that there
 * is no such text. One that is passed in needs no NUL, and may have a `data` of NULL if its `len` is 0.
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
 * Why a function did not succeed. Later versions may append fields.
 *
 * The caller frees it with `bufwasm_error_free`. Nothing changes it before that: any number of threads may read it.
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
     * What happened to what, in lower case and without a full stop. Always there.
     */
    struct bufwasm_text message;
    /**
     * What would help, in terms of this header. NULL if nothing is known to.
     */
    struct bufwasm_text hint;
    /**
     * What the plugin wrote to stderr: all of it, or its first and last 32 KiB. Invalid UTF-8 is replaced. NULL if the
     * plugin did not come so far, or was stopped by the caller's limits on time, fuel or output.
     */
    struct bufwasm_text stderr_text;
    /**
     * The library's own.
     */
    struct bufwasm_kept *kept;
} bufwasm_error;

/**
 * What every run of an executor's plugins may spend, and what it sees of the machine. 0 in a field is its default.
 */
typedef struct bufwasm_executor_config {
    /**
     * `sizeof(bufwasm_executor_config)`.
     */
    size_t struct_size;
    /**
     * Pages of 64 KiB that the memories of a plugin may have together: at most 65536. Default 8192 (512 MiB).
     */
    uint32_t memory_pages;
    /**
     * `BUFWASM_REAL_CLOCK` and `BUFWASM_REAL_RANDOM`, or'ed together. Default none: every run is the same.
     */
    uint32_t flags;
    /**
     * Bytes of the interpreter's stack: from 4 KiB to 4 GiB. Default 256 MiB, of which most plugins touch little.
     */
    uint64_t stack_bytes;
    /**
     * Units of fuel, about one for each instruction. Default: no bound.
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
     * Elements that the tables of a plugin may have together. Default 10 million.
     */
    uint64_t table_elements;
} bufwasm_executor_config;

/**
 * A file for a plugin to see.
 */
typedef struct bufwasm_file {
    /**
     * Where the plugin finds it, from the root: `etc/rules` or `/etc/rules`.
     */
    struct bufwasm_text path;
    /**
     * What it holds.
     */
    struct bufwasm_bytes contents;
} bufwasm_file;

/**
 * What a plugin carries about how it wants to be run.
 *
 * One that the library gives out belongs to the handle it came from, and can be passed in again.
 */
typedef struct bufwasm_plugin_config {
    /**
     * `sizeof(bufwasm_plugin_config)`.
     */
    size_t struct_size;
    /**
     * A `bufwasm_abi`; one that a module carries may be a number that nobody has defined.
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
     * The type that the ABI provides under this name, if that is all that is wrong; NULL otherwise.
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
 * A tool that had a part in making a module.
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
 * The caller frees it with `bufwasm_inspection_free`. Nothing changes it before that: any number of threads may read it.
 */
typedef struct bufwasm_inspection {
    /**
     * The ABI it speaks; `BUFWASM_ABI_UNSPECIFIED` if that cannot be told.
     */
    enum bufwasm_abi abi;
    /**
     * Whether functions have names, for traps to show.
     */
    bool has_names;
    /**
     * Why the ABI cannot be told; NULL if it can.
     */
    struct bufwasm_text abi_problem;
    /**
     * The name that the module gives itself; NULL if it has none.
     */
    struct bufwasm_text module_name;
    /**
     * The configuration that it carries; NULL if it carries none.
     */
    const struct bufwasm_plugin_config *config;
    /**
     * Pages of 64 KiB that its memories begin with together.
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

/**
 * Fills up to `capacity` bytes at `buffer`, sets `len` to how many these are, and returns 0; anything else is a failure,
 * which the plugin sees as an input error, and the caller as an error of the kind `BUFWASM_ERROR_KIND_IO`.
 *
 * It gets the `context` that stands beside it. `capacity` is never 0, and a `len` of 0, as it was, is the end of the
 * stream.
 */
typedef int32_t (*bufwasm_read_fn)(void *context, uint8_t *buffer, size_t capacity, size_t *len);

/**
 * Where a stream of the plugin's comes from.
 */
typedef struct bufwasm_reader {
    /**
     * Called for each read of the plugin's; NULL stands for a stream that is not there.
     */
    bufwasm_read_fn read;
    /**
     * Passed to `read`, and not looked at.
     */
    void *context;
} bufwasm_reader;

/**
 * Takes the `len` bytes at `data`, all of them, and returns 0; anything else is a failure, which ends the run with an error
 * of the kind `BUFWASM_ERROR_KIND_IO`, unless the plugin ends first.
 *
 * It gets the `context` that stands beside it. `len` is never 0, and the bytes are gone when it returns.
 */
typedef int32_t (*bufwasm_write_fn)(void *context, const uint8_t *data, size_t len);

/**
 * Where a stream of the plugin's goes.
 */
typedef struct bufwasm_writer {
    /**
     * Called for each write of the plugin's; NULL stands for one that takes everything and keeps nothing.
     */
    bufwasm_write_fn write;
    /**
     * Passed to `write`, and not looked at.
     */
    void *context;
} bufwasm_writer;

/**
 * Says whether the run is to stop: other than 0 if it is.
 *
 * It gets the `context` that stands beside it, is called some ten times a second or more often, and need not give the same
 * answer again.
 */
typedef int32_t (*bufwasm_is_cancelled_fn)(void *context);

/**
 * Asked by a run whether to stop.
 */
typedef struct bufwasm_canceller {
    /**
     * Asked for an answer; NULL stands for one that never cancels.
     */
    bufwasm_is_cancelled_fn is_cancelled;
    /**
     * Passed to `is_cancelled`, and not looked at.
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
     * Units of fuel: about one for each instruction.
     */
    uint64_t fuel;
    /**
     * The most pages of 64 KiB that the plugin's memories had together.
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
     * Nanoseconds from then to its end.
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
     * Arguments after the plugin's name and its configuration's own. None may hold a NUL.
     */
    const struct bufwasm_text *args;
    /**
     * How many `args` there are.
     */
    size_t arg_count;
    /**
     * The environment, as `KEY=VALUE`. The plugin sees nothing of the process's own.
     */
    const struct bufwasm_text *env;
    /**
     * How many entries `env` has.
     */
    size_t env_count;
    /**
     * Files beside the configuration's own, read-only. They are copied.
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
     * Where stdin goes on after `stdin_bytes`.
     */
    struct bufwasm_reader stdin_reader;
    /**
     * Where stdout goes: for a plugin of protoc's, the response, in several writes.
     */
    struct bufwasm_writer stdout_writer;
    /**
     * Where stderr goes.
     */
    struct bufwasm_writer stderr_writer;
    /**
     * Gets a line for each call of the plugin's into the library, with decoded arguments and result.
     */
    struct bufwasm_writer trace_writer;
    /**
     * Stops the run when it is cancelled.
     */
    const struct bufwasm_cancel_token *cancel_token;
    /**
     * Stops the run when it says so; the run asks on its own thread.
     */
    struct bufwasm_canceller canceller;
    /**
     * Filled in when the run ends, however it ends, unless it could not begin. The caller sets its `struct_size`.
     */
    struct bufwasm_stats *stats;
} bufwasm_run_options;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The bytes in `buffer`, for as long as it lives. None if `buffer` is NULL.
 *
 * Thread-safe.
 */
struct bufwasm_bytes bufwasm_buffer_bytes(const struct bufwasm_buffer *buffer);

/**
 * Frees `buffer`, which no thread may use any more. NULL is allowed.
 */
void bufwasm_buffer_free(struct bufwasm_buffer *buffer);

/**
 * A token that nobody has cancelled. The caller frees it with `bufwasm_cancel_token_free`; never NULL.
 *
 * Thread-safe.
 */
struct bufwasm_cancel_token *bufwasm_cancel_token_new(void);

/**
 * Another handle to the same state as `token`, for another owner to free. NULL if `token` is NULL.
 *
 * Thread-safe.
 */
struct bufwasm_cancel_token *bufwasm_cancel_token_clone(const struct bufwasm_cancel_token *token);

/**
 * Ends every run that `token` or a clone of it was passed to, with an error of the kind `BUFWASM_ERROR_KIND_CANCELLED`.
 *
 * Does not wait for them: each ends within some 100 ms. There is no way back; the next run needs a new token. Does
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
 * Frees the handle `token`, which no thread may use any more; clones stay. NULL is allowed.
 */
void bufwasm_cancel_token_free(struct bufwasm_cancel_token *token);

/**
 * Frees `error` and its texts, which no thread may use any more. NULL is allowed.
 */
void bufwasm_error_free(struct bufwasm_error *error);

/**
 * The name of an error's kind, such as `plugin_exit`, as the command line's `--error-format json` has it.
 *
 * Ends with NUL and lives for ever. `unknown` if `kind`, a `bufwasm_error_kind`, is none of this library's.
 *
 * Thread-safe.
 */
const char *bufwasm_error_kind_name(uint32_t kind);

/**
 * Creates an executor with `config`, or with all defaults if that is NULL.
 *
 * Sets `executor`, which the caller frees with `bufwasm_executor_free`. Errors: `BUFWASM_ERROR_KIND_USAGE` if a value is
 * out of its bounds.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_executor_new(const struct bufwasm_executor_config *config,
                                           struct bufwasm_executor **executor);

/**
 * Frees `executor`, which no thread may use any more. Plugins that it compiled stay. NULL is allowed.
 */
void bufwasm_executor_free(struct bufwasm_executor *executor);

/**
 * Reads what the module `wasm` says about itself. Bodies of functions and data are not looked at.
 *
 * Sets `inspection`, which the caller frees with `bufwasm_inspection_free`. Errors: `BUFWASM_ERROR_KIND_BAD_MODULE`,
 * `_BAD_SECTION`, `_USAGE`.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_inspect(struct bufwasm_bytes wasm,
                                      struct bufwasm_inspection **inspection);

/**
 * Frees `inspection` and all it points to, which no thread may use any more. NULL is allowed.
 */
void bufwasm_inspection_free(struct bufwasm_inspection *inspection);

/**
 * Compiles the module `wasm`, and reads the configuration it carries.
 *
 * `name` becomes the plugin's first argument; if it is empty, that is `protoc-gen-wasm`. `abi` is a `bufwasm_abi`, and
 * `BUFWASM_ABI_UNSPECIFIED` unless the caller knows better than the module. Both `name` and `wasm` are copied. Functions
 * are translated when they are first called, so that this is cheap.
 *
 * Sets `plugin`, which the caller frees with `bufwasm_plugin_free`; it does not need the executor any more. Errors:
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
 * The ABI that `plugin` speaks. `BUFWASM_ABI_UNSPECIFIED` if `plugin` is NULL.
 *
 * Thread-safe.
 */
enum bufwasm_abi bufwasm_plugin_abi(const struct bufwasm_plugin *plugin);

/**
 * The first argument of `plugin`, for as long as that lives. None if `plugin` is NULL.
 *
 * Thread-safe.
 */
struct bufwasm_text bufwasm_plugin_name(const struct bufwasm_plugin *plugin);

/**
 * The configuration that `plugin` carries, for as long as that lives. NULL if it carries none, or `plugin` is NULL.
 *
 * Thread-safe.
 */
const struct bufwasm_plugin_config *bufwasm_plugin_get_config(const struct bufwasm_plugin *plugin);

/**
 * Frees `plugin`, which no thread may use or be running any more. NULL is allowed.
 */
void bufwasm_plugin_free(struct bufwasm_plugin *plugin);

/**
 * Runs `plugin` until it ends, with `options`, or with nothing to read and nobody to write to if that is NULL.
 *
 * NULL if the plugin exited with 0. Runs of the same plugin at the same time do not see each other, and each calls the
 * callbacks of its own options, on the thread that it runs on. Everything in `options` must stay as it is until this
 * returns. Errors: those from `BUFWASM_ERROR_KIND_PLUGIN_EXIT` on; `_IO` if a callback failed; `_BAD_MODULE` if the run
 * came to a function that is not valid; `_USAGE`.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_plugin_run(const struct bufwasm_plugin *plugin,
                                         const struct bufwasm_run_options *options);

/**
 * Encodes `config` as a custom section: bytes that can be appended to any module, which stays valid.
 *
 * To a module that has such a section already, this one adds: `abi` replaces, arguments and files append. A `config` of
 * NULL is an empty one. Sets `section`, which the caller frees with `bufwasm_buffer_free`. Errors:
 * `BUFWASM_ERROR_KIND_USAGE`.
 *
 * Thread-safe.
 */
struct bufwasm_error *bufwasm_section_encode(const struct bufwasm_plugin_config *config,
                                             struct bufwasm_buffer **section);

/**
 * Appends `config` to the module `wasm`, and checks that what comes of it is a plugin.
 *
 * Sets `packed`, which the caller frees with `bufwasm_buffer_free`. Errors: `BUFWASM_ERROR_KIND_BAD_MODULE`,
 * `_BAD_SECTION`, `_UNKNOWN_ABI`, `_USAGE`, the last also if the files make no file system.
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
 * It is `BUFWASM_C_ABI_VERSION` of the header if the two belong together. A number is only raised by a change that
 * breaks callers; functions, kinds of errors and fields may be added without.
 *
 * Thread-safe.
 */
uint32_t bufwasm_c_abi_version(void);

/**
 * The version of the library, such as `0.1.0`. Ends with NUL and lives for ever.
 *
 * Thread-safe.
 */
const char *bufwasm_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

/**
 * The bytes of a string that ends with NUL, without the NUL. Nothing is copied. NULL gives an empty text.
 */
static inline bufwasm_text bufwasm_text_of(const char *string) {
    bufwasm_text text = { string, string ? strlen(string) : 0 };
    return text;
}

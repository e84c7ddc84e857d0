/*
 * Runs one case of the corpus by the C ABI, and writes how it ended to stdout as lines of `name value`:
 *
 *     run PLUGIN.wasm STDIN STDOUT STDERR [LETTER VALUE]...
 *
 * STDIN is the file to read from, STDOUT and STDERR are files to write to. LETTER is `a` for an argument, `e` for an
 * environment entry, `f` for a file (its path, and then the file to copy), and `m`, `s`, `u`, `o` for the limits on pages of
 * memory, bytes of stack, fuel, and bytes of output.
 */
#include <bufwasm.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 32 };

/* What stands on the command line. */
struct inputs {
    bufwasm_text args[MOST], env[MOST];
    bufwasm_file files[MOST];
    bufwasm_executor_config config;
    bufwasm_run_options options;
};

static _Noreturn void die(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

static FILE *open_file(const char *path, const char *mode) {
    FILE *file = fopen(path, mode);
    if (file == NULL) {
        die(path);
    }
    return file;
}

/* All of the file at `path`. It is never freed: the program runs one plugin. */
static bufwasm_bytes read_file(const char *path) {
    FILE *file = open_file(path, "rb");
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    uint8_t *data = size < 0 ? NULL : malloc((size_t)size + 1);
    if (data == NULL || fseek(file, 0, SEEK_SET) != 0 || fread(data, 1, (size_t)size, file) != (size_t)size) {
        die(path);
    }
    fclose(file);
    return (bufwasm_bytes){ data, (size_t)size };
}

static int32_t write_file(void *context, const uint8_t *data, size_t len) {
    return fwrite(data, 1, len, context) == len ? 0 : -1;
}

static void read_option(struct inputs *inputs, const char *letter, const char *value, const char *host) {
    bufwasm_run_options *options = &inputs->options;
    uint64_t number = strtoull(value, NULL, 10);
    switch (*letter) {
    case 'a': inputs->args[options->arg_count++] = bufwasm_text_of(value); break;
    case 'e': inputs->env[options->env_count++] = bufwasm_text_of(value); break;
    case 'f': inputs->files[options->file_count++] = (bufwasm_file){ bufwasm_text_of(value), read_file(host) }; break;
    case 'm': inputs->config.memory_pages = (uint32_t)number; break;
    case 's': inputs->config.stack_bytes = number; break;
    case 'u': inputs->config.fuel = number; break;
    case 'o': inputs->config.stdout_bytes = inputs->config.stderr_bytes = number; break;
    case 'w': inputs->config.scratch_bytes = number; break;
    default: fprintf(stderr, "unknown letter %s\n", letter); exit(EXIT_FAILURE);
    }
}

static bufwasm_error *run(struct inputs *inputs, bufwasm_bytes wasm) {
    bufwasm_executor *executor;
    bufwasm_plugin *plugin;
    bufwasm_error *error = bufwasm_executor_new(&inputs->config, &executor);
    if (error != NULL) {
        return error;
    }
    error = bufwasm_executor_compile(executor, bufwasm_text_of("plugin"), wasm, BUFWASM_ABI_UNSPECIFIED, &plugin);
    bufwasm_executor_free(executor);
    if (error != NULL) {
        return error;
    }
    error = bufwasm_plugin_run(plugin, &inputs->options);
    bufwasm_plugin_free(plugin);
    return error;
}

static void report(const bufwasm_error *error, const bufwasm_stats *stats) {
    if (error != NULL) {
        printf("kind %s\n", bufwasm_error_kind_name(error->kind));
        printf("message %s\n", error->message.data);
    }
    if (error == NULL || error->has_exit_code) {
        printf("exitCode %" PRIu32 "\n", error == NULL ? 0 : error->exit_code);
    }
    printf("fuel %" PRIu64 "\n", stats->fuel);
    printf("peakPages %" PRIu64 "\n", stats->peak_pages);
    printf("refusedGrows %" PRIu64 "\n", stats->refused_grows);
    printf("hostCalls %" PRIu64 "\n", stats->host_calls);
    printf("stdinBytes %" PRIu64 "\n", stats->stdin_bytes);
    printf("stdoutBytes %" PRIu64 "\n", stats->stdout_bytes);
    printf("stderrBytes %" PRIu64 "\n", stats->stderr_bytes);
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fprintf(stderr, "usage: %s PLUGIN.wasm STDIN STDOUT STDERR [LETTER VALUE]...\n", argv[0]);
        return EXIT_FAILURE;
    }
    static struct inputs inputs = { .config = { .struct_size = sizeof inputs.config },
                                    .options = { .struct_size = sizeof inputs.options } };
    bufwasm_stats stats = { .struct_size = sizeof stats };
    FILE *out = open_file(argv[3], "wb"), *err = open_file(argv[4], "wb");
    inputs.options.args = inputs.args;
    inputs.options.env = inputs.env;
    inputs.options.files = inputs.files;
    inputs.options.stdin_bytes = read_file(argv[2]);
    inputs.options.stdout_writer = (bufwasm_writer){ write_file, out };
    inputs.options.stderr_writer = (bufwasm_writer){ write_file, err };
    inputs.options.stats = &stats;
    for (int at = 5; at + 1 < argc; at += *argv[at] == 'f' ? 3 : 2) {
        read_option(&inputs, argv[at], argv[at + 1], argv[at + 2]);
    }
    bufwasm_error *error = run(&inputs, read_file(argv[1]));
    report(error, &stats);
    bufwasm_error_free(error);
    return fclose(out) == 0 && fclose(err) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

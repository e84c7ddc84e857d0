/*
 * Runs a plugin as protoc does: reads the plugin and a request from files, and writes the response to stdout.
 *
 *     generate PLUGIN.wasm REQUEST > RESPONSE
 *
 * Built in a checkout, after `cargo build --release -p bufwasm-capi`:
 *
 *     cc -I capi/include capi/examples/generate.c target/release/libbufwasm_c.a -lpthread -ldl -lm -o generate
 */
#include <bufwasm.h>

#include <stdio.h>
#include <stdlib.h>

/* All of the file at `path`, or an end of the program. The caller frees `data`. */
static bufwasm_bytes read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    long size = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    uint8_t *data = size < 0 ? NULL : malloc((size_t)size + 1);
    if (data == NULL || fseek(file, 0, SEEK_SET) != 0 || fread(data, 1, (size_t)size, file) != (size_t)size) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    fclose(file);
    return (bufwasm_bytes){ data, (size_t)size };
}

/* Writes what the plugin writes to the file that `context` is. */
static int32_t write_file(void *context, const uint8_t *data, size_t len) {
    return fwrite(data, 1, len, context) == len ? 0 : -1;
}

/* Runs the module `wasm` over `request`. */
static bufwasm_error *generate(const char *name, bufwasm_bytes wasm, bufwasm_bytes request) {
    bufwasm_executor_config config = { .struct_size = sizeof config, .memory_pages = 4096, .timeout_ns = 60000000000 };
    bufwasm_executor *executor;
    bufwasm_error *error = bufwasm_executor_new(&config, &executor);
    if (error != NULL) {
        return error;
    }
    bufwasm_plugin *plugin;
    error = bufwasm_executor_compile(executor, bufwasm_text_of(name), wasm, BUFWASM_ABI_UNSPECIFIED, &plugin);
    bufwasm_executor_free(executor);
    if (error != NULL) {
        return error;
    }
    bufwasm_run_options options = {
        .struct_size = sizeof options,
        .stdin_bytes = request,
        .stdout_writer = { write_file, stdout },
        .stderr_writer = { write_file, stderr },
    };
    error = bufwasm_plugin_run(plugin, &options);
    bufwasm_plugin_free(plugin);
    return error;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: %s PLUGIN.wasm REQUEST > RESPONSE\n", argv[0]);
        return EXIT_FAILURE;
    }
    bufwasm_bytes wasm = read_file(argv[1]), request = read_file(argv[2]);
    bufwasm_error *error = generate(argv[1], wasm, request);
    int status = EXIT_SUCCESS;
    if (error != NULL) {
        status = error->has_exit_code && error->exit_code < 256 ? (int)error->exit_code : EXIT_FAILURE;
        fprintf(stderr, "%s: %s\n", argv[1], error->message.data);
        if (error->hint.data != NULL) {
            fprintf(stderr, "hint: %s\n", error->hint.data);
        }
    }
    bufwasm_error_free(error);
    free((void *)wasm.data);
    free((void *)request.data);
    return status;
}

/*
 * Generates code from a .proto file: compiles it, asks the plugin, and prints the files that come of it.
 *
 *     protos PLUGIN.wasm FILE.proto
 *
 * capi/README.md has the commands that build it in a project of its own.
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

/* Compiles the module `wasm`, with 256 MiB of memory and a minute for each run. The caller frees `plugin`. */
static bufwasm_error *compile(const char *name, bufwasm_bytes wasm, bufwasm_plugin **plugin) {
    bufwasm_executor_config config = { .struct_size = sizeof config, .memory_pages = 4096, .timeout_ns = 60000000000 };
    bufwasm_executor *executor;
    bufwasm_error *error = bufwasm_executor_new(&config, &executor);
    if (error == NULL) {
        error = bufwasm_executor_compile(executor, bufwasm_text_of(name), wasm, BUFWASM_ABI_UNSPECIFIED, plugin);
        bufwasm_executor_free(executor);
    }
    return error;
}

/* Asks `plugin` to generate code for the one file `source`. The caller frees `made`. */
static bufwasm_error *generate(const bufwasm_plugin *plugin, const bufwasm_file *source, bufwasm_generated **made) {
    bufwasm_plugin_request request = { .struct_size = sizeof request, .plugin = plugin };
    const bufwasm_plugin_request *requests[] = { &request };
    bufwasm_generate_options options = {
        .struct_size = sizeof options,
        .sources = source,
        .source_count = 1,
        .plugins = requests,
        .plugin_count = 1,
    };
    return bufwasm_generate(&options, made);
}

static void print(const bufwasm_generated *generated) {
    for (size_t i = 0; i < generated->file_count; i++) {
        bufwasm_file file = generated->files[i];
        printf("== %.*s\n", (int)file.path.len, file.path.data);
        fwrite(file.contents.data, 1, file.contents.len, stdout);
    }
}

/* Says what went wrong: of .proto files that do not compile, the message has a line for each mistake. */
static void complain(const bufwasm_error *error) {
    fprintf(stderr, "%s\n", error->message.data);
    if (error->hint.data != NULL) {
        fprintf(stderr, "hint: %s\n", error->hint.data);
    }
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: %s PLUGIN.wasm FILE.proto\n", argv[0]);
        return EXIT_FAILURE;
    }
    bufwasm_bytes wasm = read_file(argv[1]);
    bufwasm_file source = { bufwasm_text_of(argv[2]), read_file(argv[2]) };
    bufwasm_plugin *plugin = NULL;
    bufwasm_generated *generated = NULL;
    bufwasm_error *error = compile(argv[1], wasm, &plugin);
    if (error == NULL) {
        error = generate(plugin, &source, &generated);
    }
    int status = error == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
    if (error != NULL) {
        complain(error);
    } else {
        print(generated);
    }
    bufwasm_error_free(error);
    bufwasm_generated_free(generated);
    bufwasm_plugin_free(plugin);
    free((void *)source.contents.data);
    free((void *)wasm.data);
    return status;
}

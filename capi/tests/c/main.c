/* Runs every test: `main DIRECTORY`, where the directory holds the guests as .wasm files. */
#include "check.h"

static const char *guests;

int main(int argc, char **argv) {
    CHECK(argc == 2);
    guests = argv[1];
    CHECK(bufwasm_c_abi_version() == BUFWASM_C_ABI_VERSION);
    CHECK(strlen(bufwasm_version()) > 0);
    test_arguments();
    test_errors();
    test_generate();
    test_packing();
    test_runs();
    test_threads();
    puts("passed");
    return 0;
}

void fail(const char *file, int line, const char *what) {
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
    exit(1);
}

void expect_success(const char *file, int line, bufwasm_error *error) {
    if (error != NULL) {
        fail(file, line, error->message.data);
    }
}

void expect_failure(const char *file, int line, bufwasm_error_kind kind, const char *text, bufwasm_error *error) {
    if (error == NULL) {
        fail(file, line, "this succeeds");
    }
    if (error->kind != kind || strstr(error->message.data, text) == NULL) {
        fprintf(stderr, "%s: ", bufwasm_error_kind_name(error->kind));
        fail(file, line, error->message.data);
    }
    CHECK(strlen(error->message.data) == error->message.len);
    bufwasm_error_free(error);
}

bufwasm_bytes load(const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.wasm", guests, name);
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL);
    CHECK(fseek(file, 0, SEEK_END) == 0);
    size_t len = (size_t)ftell(file);
    rewind(file);
    uint8_t *data = malloc(len);
    CHECK(data != NULL && fread(data, 1, len, file) == len);
    fclose(file);
    return (bufwasm_bytes){ data, len };
}

bufwasm_plugin *compile(const bufwasm_executor_config *config, const char *name) {
    bufwasm_executor *executor;
    bufwasm_plugin *plugin;
    bufwasm_bytes wasm = load(name);
    SUCCEEDS(bufwasm_executor_new(config, &executor));
    SUCCEEDS(bufwasm_executor_compile(executor, bufwasm_text_of(name), wasm, BUFWASM_ABI_UNSPECIFIED, &plugin));
    bufwasm_executor_free(executor);
    free((void *)wasm.data);
    return plugin;
}

bufwasm_error *compile_error(bufwasm_bytes wasm, uint32_t abi) {
    bufwasm_executor *executor;
    bufwasm_plugin *plugin = (bufwasm_plugin *)&executor; /* anything but NULL */
    SUCCEEDS(bufwasm_executor_new(NULL, &executor));
    bufwasm_error *error = bufwasm_executor_compile(executor, bufwasm_text_of("plugin"), wasm, abi, &plugin);
    CHECK(plugin == NULL);
    bufwasm_executor_free(executor);
    return error;
}

static int append(void *context, const uint8_t *data, size_t len) {
    struct output *output = context;
    output->data = realloc(output->data, output->len + len + 1);
    CHECK(output->data != NULL);
    memcpy(output->data + output->len, data, len);
    output->len += len;
    output->data[output->len] = '\0';
    return 0;
}

bufwasm_writer writer_to(struct output *output) {
    return (bufwasm_writer){ append, output };
}

int is_text(bufwasm_text text, const char *expected) {
    return text.data != NULL && text.len == strlen(expected) && strcmp(text.data, expected) == 0;
}

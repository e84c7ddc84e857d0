// Prints its arguments and environment, through the C library and through the calls below it.

#include <stdio.h>
#include <stdlib.h>
#include <wasi/api.h>

extern char **environ;

// The strings of `list` as the system interface gives them: one after another in a buffer, with pointers to each.
static void print_raw(const char *what, __wasi_errno_t (*sizes)(__wasi_size_t *, __wasi_size_t *),
                      __wasi_errno_t (*get)(uint8_t **, uint8_t *)) {
    __wasi_size_t count, bytes;
    __wasi_errno_t error = sizes(&count, &bytes);
    printf("%s_sizes_get: errno %u, count %zu, bytes %zu\n", what, error, (size_t)count, (size_t)bytes);

    uint8_t **pointers = calloc(count + 1, sizeof *pointers);
    uint8_t *buffer = calloc(bytes + 1, 1);
    error = get(pointers, buffer);
    printf("%s_get: errno %u\n", what, error);
    for (size_t i = 0; i < count; i++)
        printf("  at %td: %s\n", pointers[i] - buffer, (const char *)pointers[i]);
    free(pointers);
    free(buffer);
}

int main(int argc, char **argv) {
    printf("argc %d\n", argc);
    for (int i = 0; i < argc; i++)
        printf("argv[%d] = %s\n", i, argv[i]);
    for (char **variable = environ; variable && *variable; variable++)
        printf("environ: %s\n", *variable);
    print_raw("args", __wasi_args_sizes_get, __wasi_args_get);
    print_raw("environ", __wasi_environ_sizes_get, __wasi_environ_get);
    return 0;
}

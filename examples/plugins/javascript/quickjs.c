// QuickJS as a program for WASI, to run one script:
//
//   quickjs FILE [ARG]...              runs FILE, a script or what --compile made of one
//   quickjs --compile FILE OUT         compiles the script FILE to bytecode
//   quickjs --version                  writes the engine's version
//
// Scripts are not modules. They see the global object `host`, whose functions are below, and nothing else of the world;
// node.js makes of it what programs written for Node expect. A script ends when it has nothing left to do, or by
// host.exit. What it throws and does not catch, or a promise that is rejected and stays so, ends it with 1.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "quickjs.h"

extern char **environ;

// What bytecode files begin with.
static const char MAGIC[] = "\0quickjs";
// Cycles of objects are not looked for before there is so much of them: most runs end sooner.
static const size_t GARBAGE_BYTES = 128 << 20;
// Of the 8 MiB that the program is linked with.
static const size_t STACK_BYTES = 7 << 20;

struct bytes {
    uint8_t *data;
    size_t len;
};

// All that `file` has left, with a NUL behind it; `data` is NULL if it cannot be read.
static struct bytes read_all(FILE *file) {
    struct bytes all = { NULL, 0 };
    size_t room = 1 << 16;
    while (file != NULL) {
        uint8_t *more = realloc(all.data, room);
        if (more == NULL)
            break;
        all.data = more;
        size_t count = fread(all.data + all.len, 1, room - all.len - 1, file);
        all.len += count;
        if (count == 0 && ferror(file))
            break;
        if (count == 0) {
            all.data[all.len] = 0;
            return all;
        }
        if (room - all.len < room / 4)
            room *= 2;
    }
    free(all.data);
    return (struct bytes){ NULL, 0 };
}

static struct bytes read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    struct bytes all = read_all(file);
    if (file != NULL)
        fclose(file);
    return all;
}

// host.stdin(): all of stdin, as an ArrayBuffer.
static JSValue host_stdin(JSContext *ctx, JSValueConst this, int argc, JSValueConst *argv) {
    (void)this, (void)argc, (void)argv;
    struct bytes all = read_all(stdin);
    if (all.data == NULL)
        return JS_ThrowTypeError(ctx, "stdin cannot be read");
    JSValue buffer = JS_NewArrayBufferCopy(ctx, all.data, all.len);
    free(all.data);
    return buffer;
}

// host.readFile(path): an ArrayBuffer; null if there is no such file.
static JSValue host_read_file(JSContext *ctx, JSValueConst this, int argc, JSValueConst *argv) {
    (void)this, (void)argc;
    const char *path = JS_ToCString(ctx, argv[0]);
    if (path == NULL)
        return JS_EXCEPTION;
    struct bytes all = read_file(path);
    JS_FreeCString(ctx, path);
    if (all.data == NULL)
        return JS_NULL;
    JSValue buffer = JS_NewArrayBufferCopy(ctx, all.data, all.len);
    free(all.data);
    return buffer;
}

// host.write(fd, bytes): writes all of a Uint8Array to stdout (1) or stderr (2).
static JSValue host_write(JSContext *ctx, JSValueConst this, int argc, JSValueConst *argv) {
    (void)this, (void)argc;
    int32_t fd;
    size_t len;
    if (JS_ToInt32(ctx, &fd, argv[0]))
        return JS_EXCEPTION;
    uint8_t *data = JS_GetUint8Array(ctx, &len, argv[1]);
    if (data == NULL)
        return JS_EXCEPTION;
    FILE *file = fd == 2 ? stderr : stdout;
    if (fwrite(data, 1, len, file) != len || fflush(file))
        return JS_ThrowTypeError(ctx, "%s cannot be written", fd == 2 ? "stderr" : "stdout");
    return JS_UNDEFINED;
}

// host.encode(text): its UTF-8, as an ArrayBuffer.
static JSValue host_encode(JSContext *ctx, JSValueConst this, int argc, JSValueConst *argv) {
    (void)this, (void)argc;
    size_t len;
    const char *text = JS_ToCStringLen(ctx, &len, argv[0]);
    if (text == NULL)
        return JS_EXCEPTION;
    JSValue buffer = JS_NewArrayBufferCopy(ctx, (const uint8_t *)text, len);
    JS_FreeCString(ctx, text);
    return buffer;
}

// host.decode(bytes): the text whose UTF-8 a Uint8Array is; what is not UTF-8 becomes U+FFFD.
static JSValue host_decode(JSContext *ctx, JSValueConst this, int argc, JSValueConst *argv) {
    (void)this, (void)argc;
    size_t len;
    uint8_t *data = JS_GetUint8Array(ctx, &len, argv[0]);
    return data == NULL ? JS_EXCEPTION : JS_NewStringLen(ctx, (const char *)data, len);
}

// host.exit(code).
static JSValue host_exit(JSContext *ctx, JSValueConst this, int argc, JSValueConst *argv) {
    (void)this, (void)argc;
    int32_t code;
    if (JS_ToInt32(ctx, &code, argv[0]))
        return JS_EXCEPTION;
    exit(code);
}

static JSValue strings(JSContext *ctx, int count, char **texts) {
    JSValue array = JS_NewArray(ctx);
    for (int i = 0; i < count; i++)
        JS_SetPropertyUint32(ctx, array, (uint32_t)i, JS_NewString(ctx, texts[i]));
    return array;
}

// Defines `host`; its properties `args` and `env` are lists of strings.
static void define_host(JSContext *ctx, int argc, char **argv) {
    static const JSCFunctionListEntry FUNCTIONS[] = {
        JS_CFUNC_DEF("stdin", 0, host_stdin),   JS_CFUNC_DEF("readFile", 1, host_read_file),
        JS_CFUNC_DEF("write", 2, host_write),   JS_CFUNC_DEF("encode", 1, host_encode),
        JS_CFUNC_DEF("decode", 1, host_decode), JS_CFUNC_DEF("exit", 1, host_exit),
    };
    JSValue global = JS_GetGlobalObject(ctx), host = JS_NewObject(ctx);
    JS_SetPropertyFunctionList(ctx, host, FUNCTIONS, sizeof FUNCTIONS / sizeof *FUNCTIONS);
    int variables = 0;
    while (environ[variables] != NULL)
        variables++;
    JS_SetPropertyStr(ctx, host, "args", strings(ctx, argc, argv));
    JS_SetPropertyStr(ctx, host, "env", strings(ctx, variables, environ));
    JS_SetPropertyStr(ctx, global, "host", host);
    JS_FreeValue(ctx, global);
}

// Prints an error with its stack.
static void report(JSContext *ctx, JSValueConst error) {
    const char *message = JS_ToCString(ctx, error);
    JSValue stack = JS_IsError(error) ? JS_GetPropertyStr(ctx, error, "stack") : JS_UNDEFINED;
    const char *lines = JS_IsString(stack) ? JS_ToCString(ctx, stack) : NULL;
    fprintf(stderr, "%s\n%s", message ? message : "an error that is no text", lines ? lines : "");
}

// Rejected promises that nothing handles yet are the properties of an object, by their addresses.
static void track_rejection(JSContext *ctx, JSValueConst promise, JSValueConst reason, bool handled, void *rejections) {
    JSValueConst unhandled = *(JSValue *)rejections;
    JSAtom key = JS_NewAtomUInt32(ctx, (uint32_t)(uintptr_t)JS_VALUE_GET_PTR(promise));
    if (handled)
        JS_DeleteProperty(ctx, unhandled, key, 0);
    else
        JS_SetProperty(ctx, unhandled, key, JS_DupValue(ctx, reason));
    JS_FreeAtom(ctx, key);
}

// Whether there are rejected promises that nothing handles; reports the first.
static bool is_left_rejected(JSContext *ctx, JSValueConst unhandled) {
    JSPropertyEnum *keys;
    uint32_t count;
    if (JS_GetOwnPropertyNames(ctx, &keys, &count, unhandled, JS_GPN_STRING_MASK) || count == 0)
        return false;
    report(ctx, JS_GetProperty(ctx, unhandled, keys[0].atom));
    return true;
}

// Runs what waits for its turn, and `host.idle`, if the script has set it, for as long as it returns true.
static bool run_jobs(JSContext *ctx, JSValueConst unhandled) {
    JSValue global = JS_GetGlobalObject(ctx), host = JS_GetPropertyStr(ctx, global, "host");
    for (;;) {
        int ran;
        JSContext *of_job;
        while ((ran = JS_ExecutePendingJob(JS_GetRuntime(ctx), &of_job)) > 0) {
        }
        if (ran < 0)
            return false;
        if (is_left_rejected(ctx, unhandled))
            exit(1);
        JSValue idle = JS_GetPropertyStr(ctx, host, "idle");
        JSValue more = JS_IsFunction(ctx, idle) ? JS_Call(ctx, idle, host, 0, NULL) : JS_FALSE;
        if (JS_IsException(more))
            return false;
        if (!JS_ToBool(ctx, more))
            return true;
    }
}

// The script `source`, called `name`, or its bytecode, ready to be run.
static JSValue load(JSContext *ctx, struct bytes source, const char *name) {
    if (source.len >= sizeof MAGIC && memcmp(source.data, MAGIC, sizeof MAGIC) == 0)
        return JS_ReadObject(ctx, source.data + sizeof MAGIC, source.len - sizeof MAGIC, JS_READ_OBJ_BYTECODE);
    return JS_Eval(ctx, (char *)source.data, source.len, name, JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY);
}

static int compile(JSContext *ctx, JSValueConst script, const char *path) {
    size_t len;
    uint8_t *code = JS_WriteObject(ctx, &len, script, JS_WRITE_OBJ_BYTECODE | JS_WRITE_OBJ_STRIP_SOURCE);
    FILE *file = fopen(path, "wb");
    bool written = code != NULL && file != NULL && fwrite(MAGIC, 1, sizeof MAGIC, file) == sizeof MAGIC &&
                   fwrite(code, 1, len, file) == len && fclose(file) == 0;
    if (!written)
        fprintf(stderr, "quickjs: cannot write %s; bufwasm run --scratch lets it\n", path);
    return !written;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return puts(JS_GetVersion()) < 0;
    bool compiles = argc == 4 && strcmp(argv[1], "--compile") == 0;
    if (argc < 2 || (argv[1][0] == '-' && !compiles)) {
        fprintf(stderr, "usage: quickjs FILE [ARG]...\n       quickjs --compile FILE OUT\n       quickjs --version\n");
        return 2;
    }
    const char *path = argv[compiles ? 2 : 1];
    struct bytes source = read_file(path);
    if (source.data == NULL) {
        fprintf(stderr, "quickjs: cannot read %s\n", path);
        return 2;
    }
    JSRuntime *runtime = JS_NewRuntime();
    JS_SetMaxStackSize(runtime, STACK_BYTES);
    JS_SetGCThreshold(runtime, GARBAGE_BYTES);
    JSContext *ctx = JS_NewContext(runtime);
    JSValue unhandled = JS_NewObjectProto(ctx, JS_NULL);
    JS_SetHostPromiseRejectionTracker(runtime, track_rejection, &unhandled);
    define_host(ctx, argc - 1, argv + 1);
    JSValue script = load(ctx, source, path);
    if (!JS_IsException(script) && compiles)
        return compile(ctx, script, argv[3]);
    // What is alive at the end is left to the end of the program.
    if (JS_IsException(script) || JS_IsException(JS_EvalFunction(ctx, script)) || !run_jobs(ctx, unhandled)) {
        report(ctx, JS_GetException(ctx));
        return 1;
    }
    return 0;
}

/* One plugin on many threads, and runs that are stopped. */
#include "check.h"

#include <pthread.h>

enum { THREADS = 4, RUNS = 10 };

static void start(pthread_t *thread, void *(*body)(void *), void *argument) {
    CHECK(pthread_create(thread, NULL, body, argument) == 0);
}

static void *run_cat(void *context) {
    for (int run = 0; run < RUNS; run++) {
        char request[32];
        struct output response = { 0 };
        bufwasm_run_options options = SIZED(bufwasm_run_options);
        int len = snprintf(request, sizeof request, "request %d at %p", run, (void *)&request);
        options.stdin_bytes = (bufwasm_bytes){ (const uint8_t *)request, (size_t)len };
        options.stdout_writer = writer_to(&response);
        SUCCEEDS(bufwasm_plugin_run(context, &options));
        CHECK(strcmp(response.data, request) == 0);
        free(response.data);
    }
    return NULL;
}

static void a_plugin_runs_on_many_threads(void) {
    bufwasm_plugin *cat = compile(NULL, "cat");
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        start(&threads[i], run_cat, cat);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    bufwasm_plugin_free(cat);
}

/* Cancels, and frees its handle. */
static void *cancel(void *context) {
    CHECK(!bufwasm_cancel_token_is_cancelled(context));
    bufwasm_cancel_token_cancel(context);
    bufwasm_cancel_token_free(context);
    return NULL;
}

static void another_thread_cancels(void) {
    bufwasm_plugin *spin = compile(NULL, "spin");
    bufwasm_cancel_token *token = bufwasm_cancel_token_new();
    bufwasm_run_options options = SIZED(bufwasm_run_options);
    options.cancel_token = token;
    pthread_t thread;
    start(&thread, cancel, bufwasm_cancel_token_clone(token));
    FAILS(BUFWASM_ERROR_KIND_CANCELLED, "cancelled", bufwasm_plugin_run(spin, &options));
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(bufwasm_cancel_token_is_cancelled(token));
    bufwasm_cancel_token_free(token);
    bufwasm_plugin_free(spin);
}

static int is_third_question(void *context) {
    return ++*(int *)context == 3;
}

static void a_callback_cancels(void) {
    bufwasm_executor_config config = SIZED(bufwasm_executor_config);
    config.timeout_ns = UINT64_MAX;
    bufwasm_plugin *spin = compile(&config, "spin");
    int questions = 0;
    bufwasm_run_options options = SIZED(bufwasm_run_options);
    options.canceller = (bufwasm_canceller){ is_third_question, &questions };
    FAILS(BUFWASM_ERROR_KIND_CANCELLED, "cancelled", bufwasm_plugin_run(spin, &options));
    CHECK(questions == 3);
    bufwasm_plugin_free(spin);
}

void test_threads(void) {
    a_plugin_runs_on_many_threads();
    another_thread_cancels();
    a_callback_cancels();
}

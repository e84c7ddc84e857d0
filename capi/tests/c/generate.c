/* From .proto files to generated code. `read` answers with the file that it is given: any answer a test wants. */
#include "check.h"

static const bufwasm_file SOURCES[] = {
    { { "b.proto", 7 }, { (const uint8_t *)"syntax = \"proto3\"; message B { int32 x = 1; }", 45 } },
    { { "a.proto", 7 }, { (const uint8_t *)"syntax = \"proto3\"; import \"b.proto\"; message A { B b = 1; }", 59 } },
};

/* A plugin that answers with `answer`, which the caller keeps; `generator` is the name of that file for it. */
struct answering {
    bufwasm_file file;
    bufwasm_plugin_request request;
};

static void answer(struct answering *answering, const bufwasm_plugin *read, const char *bytes, size_t len) {
    answering->file = (bufwasm_file){ { "answer", 6 }, { (const uint8_t *)bytes, len } };
    answering->request = (bufwasm_plugin_request){
        .struct_size = sizeof answering->request,
        .plugin = read,
        .generator = bufwasm_text_of("answer"),
        .files = &answering->file,
        .file_count = 1,
    };
}

#define ANSWER(answering, read, bytes) answer((answering), (read), (bytes), sizeof(bytes) - 1)

static bufwasm_generate_options options_of(const bufwasm_plugin_request *const *plugins, size_t count) {
    return (bufwasm_generate_options){
        .struct_size = sizeof(bufwasm_generate_options),
        .sources = SOURCES,
        .source_count = 2,
        .plugins = plugins,
        .plugin_count = count,
    };
}

static void answers_are_put_together(void) {
    bufwasm_plugin *read = compile(NULL, "read");
    struct answering first, second;
    ANSWER(&first, read, "\x7a\x09\x0a\x03z.c\x7a\x02hi\x7a\x0b\x0a\x05" "d/a.c\x7a\x02yo");
    ANSWER(&second, read, "\x7a\x09\x0a\x03m.c\x7a\x02ok");
    const bufwasm_plugin_request *plugins[] = { &first.request, &second.request };
    bufwasm_generate_options options = options_of(plugins, 2);
    bufwasm_generated *generated;
    SUCCEEDS(bufwasm_generate(&options, &generated));
    CHECK(generated->file_count == 3 && generated->warning_count == 0);
    CHECK(is_text(generated->files[0].path, "d/a.c") && is_text(generated->files[1].path, "m.c"));
    CHECK(is_text(generated->files[2].path, "z.c") && generated->files[2].contents.len == 2);
    CHECK(memcmp(generated->files[2].contents.data, "hi", 2) == 0);
    bufwasm_generated_free(generated);
    bufwasm_generated_free(NULL);
    bufwasm_plugin_free(read);
}

static void answers_that_cannot_be_used(void) {
    bufwasm_plugin *read = compile(NULL, "read"), *cat = compile(NULL, "cat"), *fails = compile(NULL, "fail");
    struct answering first, second;
    ANSWER(&first, read, "\x7a\x09\x0a\x03z.c\x7a\x02hi");
    second = first;
    const bufwasm_plugin_request *plugins[] = { &first.request, &second.request };
    bufwasm_generate_options options = options_of(plugins, 2);
    bufwasm_generated *generated = (bufwasm_generated *)&options; /* anything but NULL */
    bufwasm_error *error = bufwasm_generate(&options, &generated);
    CHECK(error != NULL && generated == NULL && is_text(error->plugin, "protoc-gen-answer"));
    CHECK(error->diagnostics == NULL && error->hint.data != NULL);
    FAILS(BUFWASM_ERROR_KIND_BAD_RESPONSE, "written twice", error);

    /* A request, read as an answer, is an error: the name of the last file. */
    second.request.plugin = cat;
    second.request.generator = bufwasm_text_of(NULL);
    error = bufwasm_generate(&options, &generated);
    CHECK(error != NULL && is_text(error->plugin, "cat"));
    FAILS(BUFWASM_ERROR_KIND_BAD_RESPONSE, "a.proto", error);
    second.request.parameter = bufwasm_text_of("lite");
    FAILS(BUFWASM_ERROR_KIND_BAD_RESPONSE, "no CodeGeneratorResponse", bufwasm_generate(&options, &generated));

    second.request.plugin = fails;
    struct output words = { 0 };
    options.stderr_writer = writer_to(&words);
    error = bufwasm_generate(&options, &generated);
    CHECK(error != NULL && is_text(error->stderr_text, "fail: no input\n") && is_text(error->plugin, "fail"));
    CHECK(strcmp(words.data, "fail: no input\n") == 0);
    FAILS(BUFWASM_ERROR_KIND_PLUGIN_EXIT, "code 3", error);
    free(words.data);
    bufwasm_plugin_free(read);
    bufwasm_plugin_free(cat);
    bufwasm_plugin_free(fails);
}

static void files_that_are_wrong(void) {
    static const char text[] = "syntax = \"proto3\";\nmessage A {\n  B b = 1;\n  C c = 2;\n}\n";
    bufwasm_file wrong = { { "a.proto", 7 }, { (const uint8_t *)text, sizeof text - 1 } };
    bufwasm_generate_options options = SIZED(bufwasm_generate_options);
    options.sources = &wrong;
    options.source_count = 1;
    bufwasm_generated *generated;
    bufwasm_error *error = bufwasm_generate(&options, &generated);
    CHECK(error != NULL && error->diagnostic_count == 2 && error->plugin.data == NULL);
    const bufwasm_diagnostic *second = &error->diagnostics[1];
    CHECK(is_text(second->file, "a.proto") && second->line == 4 && second->column == 3);
    CHECK(strstr(second->message.data, "\"C\" is not defined") != NULL);
    FAILS(BUFWASM_ERROR_KIND_PROTO_ERROR, "a.proto:3:3: \"B\" is not defined", error);

    wrong.contents = (bufwasm_bytes){ (const uint8_t *)"edition = \"2023\";", 17 };
    error = bufwasm_generate(&options, &generated);
    CHECK(error != NULL && strstr(error->hint.data, "protoc") != NULL);
    FAILS(BUFWASM_ERROR_KIND_PROTO_ERROR, "editions", error);
}

static void what_is_no_protoc(void) {
    bufwasm_plugin *fails = compile(NULL, "fail"), *quiet = compile(NULL, "quiet"), *spin = compile(NULL, "spin");
    bufwasm_executor_config little = SIZED(bufwasm_executor_config);
    little.fuel = 1000;
    bufwasm_plugin *limited = compile(&little, "spin");
    bufwasm_generate_options options = options_of(NULL, 0);
    bufwasm_generated *generated;
    options.protoc = fails;
    FAILS(BUFWASM_ERROR_KIND_PROTO_ERROR, "fail: no input", bufwasm_generate(&options, &generated));
    options.protoc = quiet;
    FAILS(BUFWASM_ERROR_KIND_BAD_RESPONSE, "no request", bufwasm_generate(&options, &generated));
    options.protoc = limited;
    bufwasm_error *error = bufwasm_generate(&options, &generated);
    CHECK(error != NULL && is_text(error->plugin, "protoc"));
    FAILS(BUFWASM_ERROR_KIND_OUT_OF_FUEL, "1000 units", error);
    bufwasm_cancel_token *token = bufwasm_cancel_token_new();
    bufwasm_cancel_token_cancel(token);
    options.protoc = spin;
    options.cancel_token = token;
    FAILS(BUFWASM_ERROR_KIND_CANCELLED, "cancelled", bufwasm_generate(&options, &generated));
    bufwasm_cancel_token_free(token);
    bufwasm_plugin_free(fails);
    bufwasm_plugin_free(quiet);
    bufwasm_plugin_free(spin);
    bufwasm_plugin_free(limited);
}

static int at_once(void *context) {
    (void)context;
    return 1;
}

static void mistakes_of_the_caller(void) {
    bufwasm_generated *generated;
    bufwasm_plugin_request nobody = SIZED(bufwasm_plugin_request);
    const bufwasm_plugin_request *plugins[] = { &nobody, NULL };
    bufwasm_generate_options options = options_of(plugins, 1);
    FAILS(BUFWASM_ERROR_KIND_USAGE, "is NULL", bufwasm_generate(&options, &generated));
    options.plugins = &plugins[1];
    FAILS(BUFWASM_ERROR_KIND_USAGE, "is NULL", bufwasm_generate(&options, &generated));
    bufwasm_file twice[] = { SOURCES[0], SOURCES[0] };
    options = options_of(NULL, 0);
    options.sources = twice;
    FAILS(BUFWASM_ERROR_KIND_USAGE, "there twice", bufwasm_generate(&options, &generated));
    options = options_of(NULL, 3);
    FAILS(BUFWASM_ERROR_KIND_USAGE, "plugins is NULL", bufwasm_generate(&options, &generated));
    FAILS(BUFWASM_ERROR_KIND_USAGE, "generated is NULL", bufwasm_generate(NULL, NULL));
    bufwasm_plugin *spin = compile(NULL, "spin");
    nobody.plugin = spin;
    options = options_of(plugins, 1);
    options.canceller.is_cancelled = at_once;
    FAILS(BUFWASM_ERROR_KIND_CANCELLED, "cancelled", bufwasm_generate(&options, &generated));
    bufwasm_plugin_free(spin);
    SUCCEEDS(bufwasm_generate(NULL, &generated));
    CHECK(generated->file_count == 0 && generated->files == NULL);
    bufwasm_generated_free(generated);
}

void test_generate(void) {
    answers_are_put_together();
    answers_that_cannot_be_used();
    files_that_are_wrong();
    what_is_no_protoc();
    mistakes_of_the_caller();
}

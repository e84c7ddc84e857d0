/* What a plugin carries: written, read, taken out. And what else a module says about itself. */
#include "check.h"

static const bufwasm_file ANSWER = { { "/answer", 7 }, { (const uint8_t *)"42", 2 } };

/* Compiles `wasm` and checks that it carries what `pack` gave it. */
static void check_packed(bufwasm_bytes wasm) {
    bufwasm_executor *executor;
    bufwasm_plugin *plugin;
    struct output response = { 0 };
    SUCCEEDS(bufwasm_executor_new(NULL, &executor));
    SUCCEEDS(bufwasm_executor_compile(executor, (bufwasm_text){ NULL, 0 }, wasm, BUFWASM_ABI_WASI, &plugin));
    CHECK(is_text(bufwasm_plugin_name(plugin), "protoc-gen-wasm"));
    CHECK(bufwasm_plugin_abi(plugin) == BUFWASM_ABI_WASI);
    const bufwasm_plugin_config *config = bufwasm_plugin_get_config(plugin);
    CHECK(config != NULL && config->abi == BUFWASM_ABI_WASI && config->arg_count == 1 && config->file_count == 1);
    CHECK(is_text(config->args[0], "--fast") && is_text(config->files[0].path, "/answer"));
    CHECK(config->env_count == 1 && is_text(config->env[0], "MODE=fast"));
    CHECK(config->files[0].contents.len == 2 && memcmp(config->files[0].contents.data, "42", 2) == 0);
    bufwasm_run_options options = SIZED(bufwasm_run_options);
    options.stdout_writer = writer_to(&response);
    SUCCEEDS(bufwasm_plugin_run(plugin, &options));
    CHECK(strcmp(response.data, "42") == 0);
    free(response.data);
    bufwasm_plugin_free(plugin);
    bufwasm_executor_free(executor);
}

static void a_configuration_is_packed_and_stripped(void) {
    bufwasm_bytes plain = load("answer");
    bufwasm_text fast = bufwasm_text_of("--fast"), mode = bufwasm_text_of("MODE=fast");
    bufwasm_plugin_config config = SIZED(bufwasm_plugin_config);
    config.abi = BUFWASM_ABI_WASI;
    config.args = &fast;
    config.files = &ANSWER;
    config.env = &mode;
    config.arg_count = config.file_count = config.env_count = 1;
    bufwasm_buffer *packed, *section, *stripped;
    SUCCEEDS(bufwasm_section_append(plain, &config, &packed));
    SUCCEEDS(bufwasm_section_encode(&config, &section));
    bufwasm_bytes wasm = bufwasm_buffer_bytes(packed), appended = bufwasm_buffer_bytes(section);
    CHECK(wasm.len == plain.len + appended.len);
    CHECK(memcmp(wasm.data + plain.len, appended.data, appended.len) == 0);
    check_packed(wasm);
    SUCCEEDS(bufwasm_section_strip(wasm, &stripped));
    CHECK(bufwasm_buffer_bytes(stripped).len == plain.len);
    CHECK(memcmp(bufwasm_buffer_bytes(stripped).data, plain.data, plain.len) == 0);
    bufwasm_buffer_free(stripped);
    bufwasm_buffer_free(section);
    bufwasm_buffer_free(packed);
    free((void *)plain.data);
}

static void what_would_be_no_plugin_is_not_packed(void) {
    bufwasm_bytes plain = load("quiet");
    bufwasm_file twice[] = { ANSWER, ANSWER };
    bufwasm_text no_entry = bufwasm_text_of("MODE");
    bufwasm_plugin_config files = SIZED(bufwasm_plugin_config), abi = files, env = files;
    files.files = twice;
    files.file_count = 2;
    abi.abi = BUFWASM_ABI_GO_JS;
    bufwasm_buffer *packed;
    FAILS(BUFWASM_ERROR_KIND_USAGE, "there twice", bufwasm_section_append(plain, &files, &packed));
    env.env = &no_entry;
    env.env_count = 1;
    FAILS(BUFWASM_ERROR_KIND_USAGE, "KEY=VALUE", bufwasm_section_append(plain, &env, &packed));
    FAILS(BUFWASM_ERROR_KIND_UNKNOWN_ABI, "gojs", bufwasm_section_append(plain, &abi, &packed));
    CHECK(packed == NULL);
    abi.abi = UINT32_MAX;
    FAILS(BUFWASM_ERROR_KIND_USAGE, "abi", bufwasm_section_encode(&abi, &packed));
    FAILS(BUFWASM_ERROR_KIND_BAD_SECTION, "begin", bufwasm_section_strip((bufwasm_bytes){ NULL, 0 }, &packed));
    free((void *)plain.data);
}

static void a_librarys_function_is_called(void) {
    bufwasm_bytes plain = load("library");
    bufwasm_plugin_config config = SIZED(bufwasm_plugin_config);
    config.call = bufwasm_text_of("generate");
    bufwasm_executor *executor;
    bufwasm_plugin *plugin;
    bufwasm_buffer *packed;
    struct output response = { 0 };
    SUCCEEDS(bufwasm_section_append(plain, &config, &packed));
    SUCCEEDS(bufwasm_executor_new(NULL, &executor));
    SUCCEEDS(bufwasm_executor_compile(executor, (bufwasm_text){ NULL, 0 }, bufwasm_buffer_bytes(packed),
                                      BUFWASM_ABI_UNSPECIFIED, &plugin));
    CHECK(is_text(bufwasm_plugin_get_config(plugin)->call, "generate"));
    bufwasm_run_options options = SIZED(bufwasm_run_options);
    options.stdout_writer = writer_to(&response);
    SUCCEEDS(bufwasm_plugin_run(plugin, &options));
    CHECK(strcmp(response.data, "initialised\n") == 0);
    free(response.data);
    bufwasm_plugin_free(plugin);
    bufwasm_executor_free(executor);
    bufwasm_buffer_free(packed);
    config.call = bufwasm_text_of("nothing");
    FAILS(BUFWASM_ERROR_KIND_UNKNOWN_ABI, "nothing called", bufwasm_section_append(plain, &config, &packed));
    config.call = bufwasm_text_of("add");
    FAILS(BUFWASM_ERROR_KIND_BAD_MODULE, "add takes (i32, i32)", bufwasm_section_append(plain, &config, &packed));
    free((void *)plain.data);
}

static void a_module_is_inspected(void) {
    bufwasm_inspection *found;
    bufwasm_bytes wasm = load("described");
    SUCCEEDS(bufwasm_inspect(wasm, &found));
    CHECK(found->abi == BUFWASM_ABI_WASI && found->abi_problem.data == NULL && found->config == NULL);
    CHECK(is_text(found->module_name, "described") && found->has_names && found->memory_floor_pages == 17);
    CHECK(found->import_count == 2 && found->imports[0].is_provided && !found->imports[1].is_provided);
    CHECK(is_text(found->imports[1].module, "env") && is_text(found->imports[1].name, "log"));
    CHECK(is_text(found->imports[1].type_text, "func (i32, i64) -> f64"));
    CHECK(found->imports[1].provided_type.data == NULL);
    CHECK(found->export_count == 4 && is_text(found->exports[0].name, "memory"));
    CHECK(is_text(found->exports[0].kind, "memory"));
    CHECK(found->producer_count == 2 && is_text(found->producers[1].version, "1.95.0"));
    bufwasm_inspection_free(found);
    free((void *)wasm.data);

    wasm = load("reactor");
    SUCCEEDS(bufwasm_inspect(wasm, &found));
    CHECK(found->abi == BUFWASM_ABI_UNSPECIFIED && strstr(found->abi_problem.data, "_initialize") != NULL);
    bufwasm_inspection_free(found);
    free((void *)wasm.data);
    FAILS(BUFWASM_ERROR_KIND_BAD_MODULE, "offset", bufwasm_inspect((bufwasm_bytes){ NULL, 0 }, &found));
}

void test_packing(void) {
    a_configuration_is_packed_and_stripped();
    what_would_be_no_plugin_is_not_packed();
    a_librarys_function_is_called();
    a_module_is_inspected();
}

// protoc's own generators as one plugin, because a guest cannot start another, and a plugin needs no folder to write to.
// The generator is told by the program's name, protoc-gen-NAME, or by a first argument NAME.
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include "absl/log/initialize.h"
#include "google/protobuf/compiler/cpp/generator.h"
#include "google/protobuf/compiler/csharp/csharp_generator.h"
#include "google/protobuf/compiler/java/generator.h"
#include "google/protobuf/compiler/kotlin/generator.h"
#include "google/protobuf/compiler/objectivec/generator.h"
#include "google/protobuf/compiler/php/php_generator.h"
#include "google/protobuf/compiler/plugin.h"
#include "google/protobuf/compiler/python/generator.h"
#include "google/protobuf/compiler/python/pyi_generator.h"
#include "google/protobuf/compiler/ruby/rbs_generator.h"
#include "google/protobuf/compiler/ruby/ruby_generator.h"
#include "google/protobuf/compiler/rust/generator.h"
using namespace google::protobuf::compiler;

static std::unique_ptr<CodeGenerator> Make(const std::string& name) {
  if (name == "cpp") return std::make_unique<cpp::CppGenerator>();
  if (name == "java") return std::make_unique<java::JavaGenerator>();
  if (name == "kotlin") return std::make_unique<kotlin::KotlinGenerator>();
  if (name == "python") return std::make_unique<python::Generator>();
  if (name == "pyi") return std::make_unique<python::PyiGenerator>();
  if (name == "php") return std::make_unique<php::Generator>();
  if (name == "ruby") return std::make_unique<ruby::Generator>();
  if (name == "rbs") return std::make_unique<ruby::RBSGenerator>();
  if (name == "csharp") return std::make_unique<csharp::Generator>();
  if (name == "objc") return std::make_unique<objectivec::ObjectiveCGenerator>();
  if (name == "rust") return std::make_unique<rust::RustGenerator>();
  return nullptr;
}

int main(int argc, char** argv) {
  absl::InitializeLog();
  std::string name = argc > 0 ? argv[0] : "";
  if (size_t slash = name.rfind('/'); slash != std::string::npos) name.erase(0, slash + 1);
  if (name.size() > 5 && name.compare(name.size() - 5, 5, ".wasm") == 0) name.resize(name.size() - 5);
  if (name.rfind("protoc-gen-", 0) == 0) name.erase(0, strlen("protoc-gen-"));
  std::unique_ptr<CodeGenerator> generator = Make(name);
  if (generator == nullptr && argc > 1) {
    generator = Make(argv[1]);
    --argc;
    ++argv;
  }
  if (generator == nullptr) {
    fprintf(stderr, "name a generator: cpp csharp java kotlin objc php pyi python rbs ruby rust\n");
    return 2;
  }
  return PluginMain(argc, argv, generator.get());
}

// In the place of protoc's own file of this name, because WASI has no processes.
//
// A plugin that is called /dev/stdout is no program: what protoc would ask it is written to stdout, behind its length, and
// its answer is that it supports everything and generates nothing. So whoever runs protoc gets the very request that
// protoc makes, and can run plugins itself.
//
// If HOST_RUNS_PLUGINS is set, the host runs every other plugin: protoc writes its name and the request to stdout, and
// reads from stdin how it exited and what it answered. Otherwise such a plugin is an ordinary error.
#include "google/protobuf/compiler/subprocess.h"

#include <unistd.h>

#include <cstdlib>
#include <limits>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "google/protobuf/compiler/plugin.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "google/protobuf/message.h"

// WASI has no working directory either: relative paths begin at PWD, if the host says what that is.
__attribute__((constructor)) static void EnterWorkingDirectory() {
  if (const char* directory = getenv("PWD")) (void)chdir(directory);
}

namespace google {
namespace protobuf {
namespace compiler {

// The program that was started last. protoc waits for one before it starts another.
static std::string* started = new std::string;
static Subprocess::SearchMode started_by = Subprocess::EXACT_NAME;

static bool WriteDelimited(const std::string& bytes, io::CodedOutputStream* out) {
  out->WriteVarint32(static_cast<uint32_t>(bytes.size()));
  out->WriteString(bytes);
  return !out->HadError();
}

// What plugins are asked that are none.
static bool WriteRequest(const std::string& request, Message* response, std::string* error) {
  io::FileOutputStream out(STDOUT_FILENO);
  {
    io::CodedOutputStream coded(&out);
    WriteDelimited(request, &coded);
  }
  if (!out.Flush()) {
    *error = "the request cannot be written to stdout";
    return false;
  }
  CodeGeneratorResponse anything;
  anything.set_supported_features(CodeGeneratorResponse::FEATURE_PROTO3_OPTIONAL |
                                  CodeGeneratorResponse::FEATURE_SUPPORTS_EDITIONS);
  anything.set_maximum_edition(std::numeric_limits<int>::max());
  response->CopyFrom(anything);
  return true;
}

// Has the host run the plugin that was started last, which PATH leads to if there is no slash in its name.
static bool AskHost(const std::string& request, std::string* answer, uint32_t* status) {
  io::FileOutputStream out(STDOUT_FILENO);
  {
    io::CodedOutputStream coded(&out);
    WriteDelimited(*started, &coded);
    coded.WriteVarint32(started_by == Subprocess::SEARCH_PATH ? 1 : 0);
    WriteDelimited(request, &coded);
  }
  if (!out.Flush()) return false;
  io::FileInputStream in(STDIN_FILENO);
  io::CodedInputStream coded(&in);
  uint32_t size;
  return coded.ReadVarint32(status) && coded.ReadVarint32(&size) && coded.ReadString(answer, static_cast<int>(size));
}

Subprocess::Subprocess() : child_pid_(-1), child_stdin_(-1), child_stdout_(-1) {}
Subprocess::~Subprocess() {}

void Subprocess::Start(const std::string& program, SearchMode mode) {
  *started = program;
  started_by = mode;
}

bool Subprocess::Communicate(const Message& input, Message* output, std::string* error) {
  std::string request;
  if (!input.SerializeToString(&request)) {
    *error = "Failed to serialize request.";
    return false;
  }
  if (*started == "/dev/stdout") return WriteRequest(request, output, error);
  if (getenv("HOST_RUNS_PLUGINS") == nullptr) {
    *error = "plugins cannot be started under WASI";
    return false;
  }
  std::string answer;
  uint32_t status = 0;
  if (!AskHost(request, &answer, &status)) {
    *error = "the host does not run plugins";
    return false;
  }
  // As in protoc's own file.
  if (status != 0) {
    *error = absl::Substitute("Plugin failed with status code $0.", status);
    return false;
  }
  if (!output->ParseFromString(answer)) {
    *error = absl::StrCat("Plugin output is unparseable: ", absl::CEscape(answer));
    return false;
  }
  return true;
}

}  // namespace compiler
}  // namespace protobuf
}  // namespace google

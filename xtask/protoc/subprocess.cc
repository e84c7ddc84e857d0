// In the place of protoc's own file of this name, because WASI has no processes.
//
// A plugin that is called /dev/stdout is no program: what protoc would ask it is written to stdout, behind its length, and
// its answer is that it supports everything and generates nothing. So whoever runs protoc gets the very request that
// protoc makes, and can run plugins itself. Any other plugin is an ordinary error.
#include "google/protobuf/compiler/subprocess.h"

#include <limits>
#include <string>

#include "google/protobuf/compiler/plugin.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "google/protobuf/message.h"

namespace google {
namespace protobuf {
namespace compiler {

Subprocess::Subprocess() : child_pid_(-1), child_stdin_(-1), child_stdout_(-1) {}
Subprocess::~Subprocess() {}

void Subprocess::Start(const std::string& program, SearchMode) {
  child_stdin_ = program == "/dev/stdout" ? 1 : -1;
}

bool Subprocess::Communicate(const Message& request, Message* response, std::string* error) {
  if (child_stdin_ == -1) {
    *error = "plugins cannot be started under WASI";
    return false;
  }
  std::string bytes;
  if (!request.SerializeToString(&bytes)) {
    *error = "Failed to serialize request.";
    return false;
  }
  io::FileOutputStream out(child_stdin_);
  {
    io::CodedOutputStream coded(&out);
    coded.WriteVarint32(static_cast<uint32_t>(bytes.size()));
    coded.WriteString(bytes);
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

}  // namespace compiler
}  // namespace protobuf
}  // namespace google

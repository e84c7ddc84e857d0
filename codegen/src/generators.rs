//! Generators that are part of protoc, which protoc asks in another way than plugins.

/// The generators that protoc has built in. As a guest, one module is each of them, told which by its name or by its first
/// argument.
pub const BUILT_IN_GENERATORS: [&str; 11] =
    ["cpp", "csharp", "java", "kotlin", "objc", "php", "pyi", "python", "rbs", "ruby", "rust"];

/// Plugins of these names were built in once, and protoc goes on asking them so.
const ONCE_BUILT_IN: [&str; 4] = ["protoc-gen-cpp", "protoc-gen-java", "protoc-gen-mutable_java", "protoc-gen-python"];

/// Whether protoc asks the plugin called `name` as it asks its own generators: by
/// [`request_to_built_in`](crate::Protos::request_to_built_in).
pub fn is_asked_as_built_in(name: &str) -> bool {
    ONCE_BUILT_IN.contains(&name)
}

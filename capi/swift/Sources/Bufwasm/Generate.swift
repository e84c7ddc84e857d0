import CBufwasm
import Foundation

/// A plugin of `generate`, and what it is asked.
public struct PluginRequest: Sendable {
    /// The plugin. It runs under the limits of the executor that compiled it.
    public var plugin: Plugin
    /// The plugin's options, such as `paths=source_relative`.
    public var parameter: String
    /// Which of protoc's own generators the plugin is to be, such as `java`, if it is `protoc-gen-builtin.wasm`.
    public var generator: String?
    /// The environment; the plugin sees no other.
    public var environment: [String: String]
    /// Files that the plugin can read, by their paths.
    public var files: [String: Data]

    public init(
        _ plugin: Plugin, parameter: String = "", generator: String? = nil, environment: [String: String] = [:],
        files: [String: Data] = [:]
    ) {
        self.plugin = plugin
        self.parameter = parameter
        self.generator = generator
        self.environment = environment
        self.files = files
    }
}

/// What `generate` makes.
public struct Generated: Equatable, Sendable {
    /// The generated files, by their names.
    public let files: [String: Data]
    /// What the compiler warns of.
    public let warnings: [Diagnostic]
}

/// Compiles .proto files, asks plugins to generate code from them, and puts their answers together.
///
/// - Parameters:
///   - sources: The .proto files, by the names that imports use. Google's well-known types need not be among them.
///   - names: The files to generate code for; all of `sources` unless given.
///   - protoc: protoc, compiled from a `protoc.wasm`; the compiler that is part of the library unless given, which knows no
///     editions.
///   - plugins: The plugins, in the order in which they are asked.
///
/// Blocks until the last plugin ends, so it belongs on no main thread. `cancellation` ends it from another one.
public func generate(
    from sources: [String: Data], only names: [String] = [], protoc: Plugin? = nil, plugins: [PluginRequest],
    cancellation: CancelToken? = nil
) throws -> Generated {
    let arena = Arena()
    let requests = plugins.map { arena.array([arena.request($0)]) }
    var options = bufwasm_generate_options()
    options.struct_size = MemoryLayout<bufwasm_generate_options>.size
    options.sources = arena.files(sources)
    options.source_count = sources.count
    options.to_generate = arena.texts(names)
    options.to_generate_count = names.count
    options.protoc = protoc?.handle
    options.plugins = arena.array(requests)
    options.plugin_count = requests.count
    options.cancel_token = cancellation?.handle
    var generated: UnsafeMutablePointer<bufwasm_generated>?
    try withExtendedLifetime((arena, plugins, protoc, cancellation)) {
        try check(bufwasm_generate(&options, &generated))
    }
    defer { bufwasm_generated_free(generated) }
    let code = generated!.pointee
    let files = UnsafeBufferPointer(start: code.files, count: code.file_count).map { file in
        (String(file.path) ?? "", Data(bytes: file.contents.data, count: file.contents.len))
    }
    let warnings = UnsafeBufferPointer(start: code.warnings, count: code.warning_count).map(Diagnostic.init)
    return Generated(files: Dictionary(uniqueKeysWithValues: files), warnings: warnings)
}

/// The same on another thread. Cancelling the task ends it.
public func generate(
    from sources: [String: Data], only names: [String] = [], protoc: Plugin? = nil, plugins: [PluginRequest]
) async throws -> Generated {
    try await elsewhere {
        try generate(from: sources, only: names, protoc: protoc, plugins: plugins, cancellation: $0)
    }
}

extension Arena {
    fileprivate func request(_ request: PluginRequest) -> bufwasm_plugin_request {
        var asked = bufwasm_plugin_request()
        asked.struct_size = MemoryLayout<bufwasm_plugin_request>.size
        asked.plugin = request.plugin.handle
        asked.parameter = text(request.parameter)
        asked.generator = text(request.generator ?? "")
        asked.env = variables(request.environment)
        asked.env_count = request.environment.count
        asked.files = files(request.files)
        asked.file_count = request.files.count
        return asked
    }
}

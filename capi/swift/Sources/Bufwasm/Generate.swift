import CBufwasm
import Foundation

/// A plugin of `generate`, and what it is asked.
public struct PluginRequest {
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

/// What a compiler says of one place in a .proto file.
public struct Diagnostic: Equatable, Sendable {
    /// The file, by its name among the sources, if it is about one.
    public let file: String?
    /// The line, if it is known; the first is 1.
    public let line: Int?
    /// The column, if it is known; the first is 1.
    public let column: Int?
    /// What is wrong. Warnings begin with `warning: `.
    public let message: String

    init(_ diagnostic: bufwasm_diagnostic) {
        file = String(diagnostic.file)
        line = diagnostic.line == 0 ? nil : Int(diagnostic.line)
        column = diagnostic.column == 0 ? nil : Int(diagnostic.column)
        message = String(diagnostic.message) ?? ""
    }
}

/// Compiles .proto files, asks plugins to generate code from them, and puts their answers together.
///
/// - Parameters:
///   - sources: The .proto files, by the names that imports use. Google's well-known types need not be among them.
///   - names: The files to generate code for; all of `sources` unless given.
///   - protoc: protoc, compiled from a `protoc.wasm`; the compiler that is part of the library unless given, which knows no
///     editions.
///   - plugins: The plugins, in the order in which they are asked.
/// - Returns: The generated files by their names, and what the compiler warns of.
///
/// Blocks until the last plugin ends, so it belongs on no main thread. `cancellation` ends it from another one.
public func generate(
    from sources: [String: Data], only names: [String] = [], protoc: Plugin? = nil, plugins: [PluginRequest],
    cancellation: CancelToken? = nil
) throws -> (files: [String: Data], warnings: [Diagnostic]) {
    let arena = Arena()
    let requests = plugins.map { UnsafePointer<bufwasm_plugin_request>?(arena.array([arena.request($0)])) }
    var options = bufwasm_generate_options()
    options.struct_size = MemoryLayout<bufwasm_generate_options>.size
    options.sources = arena.files(sources)
    options.source_count = sources.count
    options.to_generate = arena.array(names.map(arena.text))
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
    return (Dictionary(uniqueKeysWithValues: files), warnings)
}

/// Copies for C to read, for as long as this lives.
private final class Arena {
    private var blocks: [UnsafeMutableRawPointer] = []

    deinit { blocks.forEach { $0.deallocate() } }

    /// Where copies of `items` are; `nil` if there are none.
    func array<Item>(_ items: [Item]) -> UnsafePointer<Item>? {
        if items.isEmpty { return nil }
        let copies = UnsafeMutablePointer<Item>.allocate(capacity: items.count)
        copies.initialize(from: items, count: items.count)
        blocks.append(UnsafeMutableRawPointer(copies))
        return UnsafePointer(copies)
    }

    func bytes(_ data: Data) -> bufwasm_bytes {
        bufwasm_bytes(data: array([UInt8](data)), len: data.count)
    }

    func text(_ string: String) -> bufwasm_text {
        let bytes = string.utf8.map { CChar(bitPattern: $0) }
        return bufwasm_text(data: array(bytes), len: bytes.count)
    }

    func files(_ files: [String: Data]) -> UnsafePointer<bufwasm_file>? {
        array(files.map { bufwasm_file(path: text($0.key), contents: bytes($0.value)) })
    }

    func request(_ request: PluginRequest) -> bufwasm_plugin_request {
        var asked = bufwasm_plugin_request()
        asked.struct_size = MemoryLayout<bufwasm_plugin_request>.size
        asked.plugin = request.plugin.handle
        asked.parameter = text(request.parameter)
        asked.generator = text(request.generator ?? "")
        asked.env = array(request.environment.map { text("\($0.key)=\($0.value)") })
        asked.env_count = request.environment.count
        asked.files = files(request.files)
        asked.file_count = request.files.count
        return asked
    }
}

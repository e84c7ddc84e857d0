import CBufwasm
import Foundation

/// Why a plugin could not be compiled, why its run did not succeed, or why no code could be generated.
public struct BufwasmError: LocalizedError {
    /// What went wrong.
    public let kind: bufwasm_error_kind
    /// What happened to what.
    public let message: String
    /// What would help, in terms of `bufwasm.h`.
    public let hint: String?
    /// The code the plugin exited with, if it did exit by itself.
    public let exitCode: UInt32?
    /// What the plugin wrote to stderr: all of it, or its beginning and its end.
    public let stderr: String?
    /// The plugin of `generate` that failed, or `protoc`.
    public let plugin: String?
    /// What is wrong in .proto files that do not compile.
    public let diagnostics: [Diagnostic]

    public var errorDescription: String? { message }
    public var recoverySuggestion: String? { hint }

    /// Takes over `error`.
    fileprivate init(_ error: UnsafeMutablePointer<bufwasm_error>) {
        defer { bufwasm_error_free(error) }
        kind = error.pointee.kind
        message = String(error.pointee.message) ?? ""
        hint = String(error.pointee.hint)
        exitCode = error.pointee.has_exit_code ? error.pointee.exit_code : nil
        stderr = String(error.pointee.stderr_text)
        plugin = String(error.pointee.plugin)
        let said = UnsafeBufferPointer(start: error.pointee.diagnostics, count: error.pointee.diagnostic_count)
        diagnostics = said.map(Diagnostic.init)
    }
}

/// Compiles plugins, and holds what their runs have in common. Can be used on any thread.
public final class Executor: @unchecked Sendable {
    private let handle: OpaquePointer

    /// An executor with these limits; 0 stands for the default of `bufwasm_executor_config`.
    public init(memoryPages: UInt32 = 0, fuel: UInt64 = 0, timeout: TimeInterval = 0) throws {
        var config = bufwasm_executor_config()
        config.struct_size = MemoryLayout<bufwasm_executor_config>.size
        config.memory_pages = memoryPages
        config.fuel = fuel
        config.timeout_ns = UInt64(exactly: (max(timeout, 0) * 1e9).rounded()) ?? .max
        var executor: OpaquePointer?
        try check(bufwasm_executor_new(&config, &executor))
        handle = executor!
    }

    deinit { bufwasm_executor_free(handle) }

    /// Compiles the module `wasm`; `name` becomes the plugin's first argument.
    public func compile(_ name: String, wasm: Data) throws -> Plugin {
        var plugin: OpaquePointer?
        try name.withText { name in
            try wasm.withBytes { wasm in
                try check(bufwasm_executor_compile(handle, name, wasm, 0, &plugin))
            }
        }
        return Plugin(plugin!)
    }
}

/// A plugin that is ready to run, on any number of threads at once.
public final class Plugin: @unchecked Sendable {
    let handle: OpaquePointer

    /// Takes over `handle`.
    fileprivate init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { bufwasm_plugin_free(handle) }

    /// What the plugin answers to `request`: all that it writes to stdout.
    ///
    /// Blocks until the plugin ends, so it belongs on no main thread. `cancellation` ends it from another one.
    public func run(_ request: Data, cancellation: CancelToken? = nil) throws -> Data {
        let response = Output()
        try request.withBytes { request in
            var options = bufwasm_run_options()
            options.struct_size = MemoryLayout<bufwasm_run_options>.size
            options.stdin_bytes = request
            options.stdout_writer = response.writer
            options.cancel_token = cancellation?.handle
            try withExtendedLifetime((response, cancellation)) {
                try check(bufwasm_plugin_run(handle, &options))
            }
        }
        return response.data
    }
}

/// Ends the runs that it is passed to. Can be used on any thread.
public final class CancelToken: @unchecked Sendable {
    let handle: OpaquePointer

    public init() { handle = bufwasm_cancel_token_new() }

    deinit { bufwasm_cancel_token_free(handle) }

    /// Asks every run with this token to end; each does within some 100 ms.
    public func cancel() { bufwasm_cancel_token_cancel(handle) }
}

/// Collects what a plugin writes.
private final class Output {
    var data = Data()

    /// A writer that appends here, for as long as this lives.
    var writer: bufwasm_writer {
        let append: bufwasm_write_fn = { context, data, len in
            let output = Unmanaged<Output>.fromOpaque(context!).takeUnretainedValue()
            output.data.append(data!, count: len)
            return 0
        }
        return bufwasm_writer(write: append, context: Unmanaged.passUnretained(self).toOpaque())
    }
}

/// Throws `error`, unless there is none.
func check(_ error: UnsafeMutablePointer<bufwasm_error>?) throws {
    if let error { throw BufwasmError(error) }
}

extension String {
    /// A copy of `text`; `nil` if there is none.
    init?(_ text: bufwasm_text) {
        guard let data = text.data else { return nil }
        self = data.withMemoryRebound(to: UInt8.self, capacity: text.len) {
            String(decoding: UnsafeBufferPointer(start: $0, count: text.len), as: UTF8.self)
        }
    }

    fileprivate func withText<Result>(_ body: (bufwasm_text) throws -> Result) rethrows -> Result {
        try withCString { try body(bufwasm_text_of($0)) }
    }
}

extension Data {
    fileprivate func withBytes<Result>(_ body: (bufwasm_bytes) throws -> Result) rethrows -> Result {
        try withUnsafeBytes { bytes in
            try body(bufwasm_bytes(data: bytes.bindMemory(to: UInt8.self).baseAddress, len: bytes.count))
        }
    }
}

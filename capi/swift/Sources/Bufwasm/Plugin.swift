import CBufwasm
import Foundation

/// A plugin that is ready to run, on any number of threads at once.
public final class Plugin: @unchecked Sendable {
    let handle: OpaquePointer

    /// Takes over `handle`.
    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { bufwasm_plugin_free(handle) }

    /// What a plugin is run with, beside its request.
    public struct Options: Sendable {
        /// Arguments, after the plugin's name and those that it carries.
        public var arguments: [String]
        /// The environment; the plugin sees no other.
        public var environment: [String: String]
        /// Files that the plugin can read, by their paths.
        public var files: [String: Data]

        public init(arguments: [String] = [], environment: [String: String] = [:], files: [String: Data] = [:]) {
            self.arguments = arguments
            self.environment = environment
            self.files = files
        }
    }

    /// What a plugin that succeeded has written.
    public struct Output: Equatable, Sendable {
        /// For a plugin of protoc's, its response.
        public let stdout: Data
        public let stderr: Data
    }

    /// Runs the plugin with `request` as its stdin.
    ///
    /// Blocks until the plugin ends, so it belongs on no main thread. `cancellation` ends it from another one.
    public func run(_ request: Data, with options: Options = Options(), cancellation: CancelToken? = nil) throws -> Output {
        let (arena, stdout, stderr) = (Arena(), Collected(), Collected())
        var run = bufwasm_run_options()
        run.struct_size = MemoryLayout<bufwasm_run_options>.size
        run.args = arena.texts(options.arguments)
        run.arg_count = options.arguments.count
        run.env = arena.variables(options.environment)
        run.env_count = options.environment.count
        run.files = arena.files(options.files)
        run.file_count = options.files.count
        run.stdin_bytes = arena.bytes(request)
        run.stdout_writer = stdout.writer
        run.stderr_writer = stderr.writer
        run.cancel_token = cancellation?.handle
        try withExtendedLifetime((arena, stdout, stderr, cancellation)) {
            try check(bufwasm_plugin_run(handle, &run))
        }
        return Output(stdout: stdout.data, stderr: stderr.data)
    }

    /// Runs the plugin with `request` as its stdin, on another thread. Cancelling the task ends it.
    public func run(_ request: Data, with options: Options = Options()) async throws -> Output {
        try await elsewhere { try self.run(request, with: options, cancellation: $0) }
    }
}

/// Collects what a plugin writes.
private final class Collected {
    var data = Data()

    /// A writer that appends here, for as long as this lives.
    var writer: bufwasm_writer {
        let append: bufwasm_write_fn = { context, data, len in
            let collected = Unmanaged<Collected>.fromOpaque(context!).takeUnretainedValue()
            collected.data.append(data!, count: len)
            return 0
        }
        return bufwasm_writer(write: append, context: Unmanaged.passUnretained(self).toOpaque())
    }
}

import CBufwasm
import Foundation

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
        let arena = Arena()
        var plugin: OpaquePointer?
        try withExtendedLifetime(arena) {
            try check(bufwasm_executor_compile(handle, arena.text(name), arena.bytes(wasm), 0, &plugin))
        }
        return Plugin(plugin!)
    }
}

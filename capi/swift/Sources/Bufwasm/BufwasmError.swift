import CBufwasm
import Foundation

/// Why a plugin could not be compiled, why its run did not succeed, or why no code could be generated.
public struct BufwasmError: LocalizedError, Sendable {
    /// What went wrong, with the numbers of `bufwasm_error_kind`.
    public enum Kind: UInt32, CaseIterable, Sendable {
        /// A kind that is newer than this enumeration.
        case unknown = 0
        /// A bug in the library. It can still be used.
        case `internal` = 1
        /// An argument is invalid.
        case usage = 2
        /// A callback reported a failure.
        case io = 3
        /// The bytes are not a module that can be run.
        case badModule = 4
        /// The configuration in the module cannot be read.
        case badSection = 5
        /// Nothing says which ABI the module uses.
        case unknownAbi = 6
        /// The module imports what its ABI does not provide.
        case missingImports = 7
        /// The plugin exited by itself with a code other than 0: `exitCode`.
        case pluginExit = 8
        /// The plugin did something that traps, such as reading outside its memory.
        case trap = 9
        /// The plugin's calls are nested too deeply.
        case stackExhausted = 10
        /// The plugin needs more memory than it may have.
        case memoryLimit = 11
        /// The plugin used more fuel than it may.
        case outOfFuel = 12
        /// The plugin wrote more than it may.
        case outputLimit = 13
        /// The run took longer than it may.
        case timeout = 14
        /// The run was cancelled.
        case cancelled = 15
        /// A plugin answered with an error, or with what cannot be used.
        case badResponse = 16
        /// The .proto files do not compile: `diagnostics`.
        case protoError = 17
        /// Fuzzing has found something. Nothing here fails so.
        case findings = 18
    }

    /// What went wrong.
    public let kind: Kind
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
    init(_ error: UnsafeMutablePointer<bufwasm_error>) {
        defer { bufwasm_error_free(error) }
        kind = Kind(rawValue: UInt32(error.pointee.kind.rawValue)) ?? .unknown
        message = String(error.pointee.message) ?? ""
        hint = String(error.pointee.hint)
        exitCode = error.pointee.has_exit_code ? error.pointee.exit_code : nil
        stderr = String(error.pointee.stderr_text)
        plugin = String(error.pointee.plugin)
        let said = UnsafeBufferPointer(start: error.pointee.diagnostics, count: error.pointee.diagnostic_count)
        diagnostics = said.map(Diagnostic.init)
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
}

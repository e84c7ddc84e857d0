import CBufwasm
import Foundation

/// Copies for C to read, for as long as this lives.
final class Arena {
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

    func texts(_ strings: [String]) -> UnsafePointer<bufwasm_text>? {
        array(strings.map(text))
    }

    /// `environment` as C takes it: `KEY=VALUE`.
    func variables(_ environment: [String: String]) -> UnsafePointer<bufwasm_text>? {
        texts(environment.map { "\($0.key)=\($0.value)" })
    }

    func files(_ files: [String: Data]) -> UnsafePointer<bufwasm_file>? {
        array(files.map { bufwasm_file(path: text($0.key), contents: bytes($0.value)) })
    }
}

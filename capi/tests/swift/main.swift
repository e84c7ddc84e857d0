// Tries the Swift package on plugins: `cargo xtask swift` compiles and runs it, with the directory of the guests.

import Bufwasm
import Foundation

func expect(_ condition: Bool, _ what: String, line: Int = #line) {
    if !condition {
        print("line \(line): \(what)")
        exit(1)
    }
}

/// How `work` fails.
func failure<Success>(_ work: () async throws -> Success) async -> BufwasmError {
    do {
        _ = try await work()
    } catch let error as BufwasmError {
        return error
    } catch {
        print("not an error of bufwasm's: \(error)")
        exit(1)
    }
    print("this succeeds")
    exit(1)
}

func plugin(_ name: String, of executor: Executor) throws -> Plugin {
    let path = CommandLine.arguments[1] + "/" + name + ".wasm"
    let wasm = try Data(contentsOf: URL(fileURLWithPath: path))
    return try executor.compile(String(name.split(separator: "/").last!), wasm: wasm)
}

let executor = try Executor(memoryPages: 4096, timeout: 60)
let shop = Data("syntax = \"proto3\"; package shop; message Item { string name = 1; }".utf8)

func runs() async throws {
    let echo = try plugin("rust-local/echo", of: executor)
    let request = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
    expect(try await echo.run(request).stdout == request, "what goes in comes out")
    expect(try await echo.run(Data()).stdout.isEmpty, "nothing in, nothing out")

    let exit = await failure { try await echo.run(Data(), with: .init(arguments: ["7"])) }
    expect(exit.kind == .pluginExit && exit.exitCode == 7, "exit code: \(exit)")

    let world = try plugin("c/args_env", of: executor)
    let options = Plugin.Options(arguments: ["first", "second"], environment: ["NAME": "value"])
    let seen = String(decoding: try await world.run(Data(), with: options).stdout, as: UTF8.self)
    for line in ["argc 3", "argv[1] = first", "argv[2] = second", "NAME=value"] {
        expect(seen.contains(line), "\(line) is not in \(seen)")
    }

    let walk = try plugin("c/fs_walk", of: executor)
    let files = Plugin.Options(arguments: ["4096", "/etc"], files: ["etc/rules": Data("all".utf8)])
    let walked = String(decoding: try await walk.run(Data(), with: files).stdout, as: UTF8.self)
    expect(walked.contains("rules"), "the file is not in \(walked)")

    let nowhere = await failure { try await walk.run(Data(), with: .init(arguments: ["4096", "/nowhere"])) }
    expect(nowhere.stderr?.contains("No such file") == true, "stderr: \(nowhere)")
}

func ends() async throws {
    let spin = try plugin("rust-local/spin", of: executor)
    let task = Task { try await spin.run(Data()) }
    try await Task.sleep(nanoseconds: 100_000_000)
    task.cancel()
    let cancelled = await failure { try await task.value }
    expect(cancelled.kind == .cancelled, "a cancelled task: \(cancelled)")

    let token = CancelToken()
    Thread.detachNewThread {
        Thread.sleep(forTimeInterval: 0.1)
        token.cancel()
    }
    let stopped = await failure { try spin.run(Data(), cancellation: token) }
    expect(stopped.kind == .cancelled, "a run that blocks: \(stopped)")

    let hasty = try plugin("rust-local/spin", of: try Executor(timeout: 0.05))
    let late = await failure { try await hasty.run(Data()) }
    expect(late.kind == .timeout && late.hint != nil, "a deadline: \(late)")

    let small = try plugin("rust-local/spin", of: try Executor(fuel: 1_000_000))
    let spent = await failure { try await small.run(Data()) }
    expect(spent.kind == .outOfFuel && spent.errorDescription == spent.message, "fuel: \(spent)")

    let nothing = await failure { try executor.compile("nothing", wasm: Data()) }
    expect(nothing.kind == .badModule, "no module: \(nothing)")
}

func generates() async throws {
    let prost = try plugin("rust/protoc-gen-prost", of: executor)
    let made = try await generate(from: ["shop.proto": shop], plugins: [PluginRequest(prost)])
    let code = String(decoding: made.files["shop/shop.rs"] ?? Data(), as: UTF8.self)
    expect(code.contains("pub struct Item") && made.warnings.isEmpty, "generated: \(made)")

    let wrong = await failure {
        try await generate(from: ["shop.proto": Data("syntax = \"proto3\";\nmessage {}".utf8)], plugins: [PluginRequest(prost)])
    }
    expect(wrong.kind == .protoError && wrong.diagnostics.first?.line == 2, "a mistake: \(wrong)")
}

try await runs()
try await ends()
try await generates()
print("the Swift package works")

import CBufwasm
import Dispatch

/// Ends the runs that it is passed to. Can be used on any thread.
public final class CancelToken: @unchecked Sendable {
    let handle: OpaquePointer

    public init() { handle = bufwasm_cancel_token_new() }

    deinit { bufwasm_cancel_token_free(handle) }

    /// Asks every run with this token to end; each does within some 100 ms.
    public func cancel() { bufwasm_cancel_token_cancel(handle) }
}

/// Runs last long and block their threads, of which those of Swift's tasks are few.
private let threads = DispatchQueue(label: "bufwasm", attributes: .concurrent)

/// What `work` comes to on a thread of its own. Cancelling the task cancels the token that `work` gets.
func elsewhere<Success: Sendable>(_ work: @escaping @Sendable (CancelToken) throws -> Success) async throws -> Success {
    let token = CancelToken()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            threads.async { continuation.resume(with: Result { try work(token) }) }
        }
    } onCancel: {
        token.cancel()
    }
}

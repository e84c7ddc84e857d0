//! A protoc plugin that answers with the size of its request and a checksum of it.

const std = @import("std");
const wasi = std.os.wasi;

pub fn main() !void {
    var buffer: [4096]u8 = undefined;
    var hash = std.hash.Fnv1a_32.init();
    var total: usize = 0;
    while (true) {
        const count = try read(&buffer);
        if (count == 0) break;
        hash.update(buffer[0..count]);
        total += count;
    }
    var content: [64]u8 = undefined;
    var file: [128]u8 = undefined;
    var response: [128]u8 = undefined;
    // Lengths below 128 are one byte each.
    const written = try std.fmt.bufPrint(&content, "{d} bytes, checksum {x:0>8}\n", .{ total, hash.final() });
    const inner = try std.fmt.bufPrint(&file, "\x0a\x0bsummary.txt\x7a{c}{s}", .{ @as(u8, @intCast(written.len)), written });
    try write(try std.fmt.bufPrint(&response, "\x7a{c}{s}", .{ @as(u8, @intCast(inner.len)), inner }));
}

fn read(buffer: []u8) !usize {
    var count: usize = undefined;
    const vectors = [_]std.posix.iovec{.{ .base = buffer.ptr, .len = buffer.len }};
    if (wasi.fd_read(0, &vectors, vectors.len, &count) != .SUCCESS) return error.Read;
    return count;
}

fn write(bytes: []const u8) !void {
    var rest = bytes;
    while (rest.len > 0) {
        var count: usize = undefined;
        const vectors = [_]std.posix.iovec_const{.{ .base = rest.ptr, .len = rest.len }};
        if (wasi.fd_write(1, &vectors, vectors.len, &count) != .SUCCESS) return error.Write;
        rest = rest[count..];
    }
}

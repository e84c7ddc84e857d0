// A protoc plugin that answers with the size of its request and a checksum of it.
//
// The shim provides `process` over WASI.

const buffer = new ArrayBuffer(4096);
const bytes = Uint8Array.wrap(buffer);
let sum: u32 = 2166136261;
let total: i32 = 0;
for (let count = process.stdin.read(buffer); count > 0; count = process.stdin.read(buffer)) {
  for (let i = 0; i < count; i++) sum = (sum ^ bytes[i]) * 16777619;
  total += count;
}

// Lengths below 128 are one byte each.
function field(tag: i32, content: string): string {
  return String.fromCharCode(tag) + String.fromCharCode(content.length) + content;
}

const content = total.toString() + " bytes, checksum " + sum.toString(16).padStart(8, "0") + "\n";
process.stdout.write(field(0x7a, field(0x0a, "summary.txt") + field(0x7a, content)));

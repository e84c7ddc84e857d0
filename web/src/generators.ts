/** The generators that protoc has built in, and `protoc-gen-builtin.wasm` is. `cli/src/documents.rs` holds it to the list. */
export const GENERATORS = [
  "cpp", "csharp", "java", "kotlin", "objc", "php", "pyi", "python", "rbs", "ruby", "rust",
] as const;

/** One of {@link GENERATORS}. */
export type Generator = (typeof GENERATORS)[number];

/** What a compiler says of .proto files. */
export interface Diagnostic {
  /** The file, by its name in `files`. */
  readonly file: string | null;
  /** The line in it; the first is 1. */
  readonly line: number | null;
  /** The column in it; the first is 1. */
  readonly column: number | null;
  /** protoc's own words, or those of the compiler that is part of the package. Warnings begin with `warning: `. */
  readonly message: string;
}

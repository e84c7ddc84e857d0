//! Runs protoc and Buf plugins compiled to WebAssembly where no machine code may be generated at run time.
#![forbid(unsafe_code)]

pub mod fs;
pub mod section;

//! Compiles `proto/` without a protoc on the machine.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let descriptors = protox::compile(["bufwasm/replay/v1/replay.proto"], ["proto"])?;
    prost_build::compile_fds(descriptors)?;
    println!("cargo::rerun-if-changed=proto");
    Ok(())
}

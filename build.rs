//! Compiles `proto/` without a protoc on the machine.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let descriptors = protox::compile(["buf/alpha/wasmplugin/v1/wasmplugin.proto"], ["proto"])?;
    prost_build::compile_fds(descriptors)?;
    println!("cargo::rerun-if-changed=proto");
    Ok(())
}

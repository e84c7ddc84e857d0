//! buf's configuration: buf.gen.yaml, buf.yaml and buf.work.yaml, and what they ask for as a plan.
//!
//! What they mean is what buf 1.75 makes of them. What needs a registry or the network is refused, with its place in the file.

mod archive;
mod bucket;
mod fields;
mod files;
mod plan;
mod template;
mod workspace;
mod yaml;

pub(crate) use plan::{plan, plugins};
pub(crate) use template::TEMPLATE;

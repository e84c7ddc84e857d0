//! protoc as a guest of this command's session: with its limits, its trace and its statistics, and none of the plugins' files.

use bufwasm::ErrorKind;
use bufwasm::fs::File;
use bufwasm_codegen::{Ended, Invocation, Protoc};

use crate::failure::{Failure, Result};
use crate::plugin::Plugin;
use crate::session::{Sandbox, Session, Streams};

/// The compiler that runs `plugin` in `session`.
pub(super) fn protoc<'s>(
    session: &'s mut Session,
    plugin: &'s Plugin,
) -> Protoc<impl FnMut(Invocation) -> Result<Ended> + use<'s>> {
    Protoc(move |invocation| run(session, plugin, invocation))
}

fn run(session: &mut Session, plugin: &Plugin, Invocation { args, files }: Invocation) -> Result<Ended> {
    let files = files.into_iter().map(|(path, contents)| File::new(path, contents)).collect();
    let sandbox = Sandbox { files, ..Sandbox::default() };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let streams = Streams { stdin: Vec::new().into(), stdout: &mut stdout, stderr: &mut stderr };
    let ended = session.run_in(&sandbox, plugin, args, streams);
    let succeeded = match ended {
        Ok(()) => true,
        Err(Failure { kind: ErrorKind::PluginExit, .. }) => false,
        Err(failure) => return Err(failure),
    };
    Ok(Ended { succeeded, stdout, stderr })
}

//! protoc as a guest of this command's session: with its limits, its trace and its statistics, and none of the plugins' files.

use bufwasm::ErrorKind;
use bufwasm::fs::File;
use bufwasm_codegen::{Ended, Invocation, Protoc};

use crate::cache::{Kept, Key, KeyMaker, Kind, Store};
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
    let files: Vec<_> = files.into_iter().map(|(path, contents)| File::new(path, contents)).collect();
    let store = session.store();
    let key = store.as_ref().and_then(|_| session.key(plugin)).map(|maker| key(maker, &args, &files));
    let kept = store.as_ref().zip(key.as_ref()).and_then(|(store, key)| Kept::from_bytes(&store.get(key)?));
    if let Some(Kept { stdout, stderr }) = kept {
        return Ok(Ended { succeeded: true, stdout, stderr });
    }
    let sandbox = Sandbox { files, ..Sandbox::default() };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let streams = Streams { stdin: Vec::new().into(), stdout: &mut stdout, stderr: &mut stderr };
    let ended = session.run_in(&sandbox, plugin, args, streams);
    let succeeded = match ended {
        Ok(()) => true,
        Err(Failure { kind: ErrorKind::PluginExit, .. }) => false,
        Err(failure) => return Err(failure),
    };
    let kept = Kept { stdout, stderr };
    if let (Some(store), Some(key), true) = (store, key, succeeded) {
        store.put(&key, &kept.to_bytes());
    }
    Ok(Ended { succeeded, stdout: kept.stdout, stderr: kept.stderr })
}

/// Under which key the answer to a run with `args` over `files` is kept.
fn key(maker: KeyMaker, args: &[String], files: &[File]) -> Key {
    let maker = args.iter().fold(maker, |maker, arg| maker.part("argument", arg.as_bytes()));
    files.iter().fold(maker, |maker, file| maker.part(&file.path, &file.contents)).key(Kind::Answer)
}

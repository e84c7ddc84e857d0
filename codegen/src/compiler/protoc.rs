//! protoc itself, compiled to WebAssembly and run as a guest.
//!
//! What a plugin is asked is what protoc would ask it, because protoc makes the request: built by `cargo xtask protoc`, it
//! hands the request for a plugin that is called [`TO_STDOUT`] to its own stdout.

mod diagnostics;
mod layout;

use prost::Message;

use super::{CompileError, Compiled, CompiledSet, Compiler};
use crate::job::{Job, SetContents};
use crate::protos::Protos;
use crate::request::CodeGeneratorRequest;
use diagnostics::read_diagnostics;
use layout::Layout;

/// What protoc is to do in one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// Its arguments, behind its name.
    pub args: Vec<String>,
    /// Paths and contents of the files that it sees.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A run of protoc that came to an end of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Whether it exited with 0.
    pub succeeded: bool,
    /// What it wrote to stdout.
    pub stdout: Vec<u8>,
    /// What it wrote to stderr.
    pub stderr: Vec<u8>,
}

/// protoc, run by a function of the caller's: this crate knows no executor.
///
/// The function runs `protoc.wasm` with the invocation's arguments and files and no more, and fails where protoc does not
/// exit by itself.
#[derive(Debug)]
pub struct Protoc<R>(pub R);

/// The file in whose place the guest writes to stdout.
const TO_STDOUT: &str = "/dev/stdout";
/// A plugin that is asked as any other: with all JSON names.
const ANY_PLUGIN: &str = "request";
/// A name for which protoc leaves the JSON names out, as it does for the generators that it has built in; it has none of this
/// name itself.
const LIKE_BUILT_IN: &str = "mutable_java";

impl<R, F> Compiler<F> for Protoc<R>
where
    R: FnMut(Invocation) -> Result<Ended, F>,
{
    fn compile(&mut self, job: &Job<'_>) -> Result<Compiled, CompileError<F>> {
        let asked = [ANY_PLUGIN, LIKE_BUILT_IN].into_iter();
        let outputs =
            asked.flat_map(|name| [format!("--plugin=protoc-gen-{name}={TO_STDOUT}"), format!("--{name}_out=/")]);
        let (ended, layout) = self.run(job, outputs.collect())?;
        let warnings = read_diagnostics(&ended.stderr, &layout);
        let requests = read_requests(&ended.stdout).map_err(CompileError::NoAnswer)?;
        let protos = Protos::from_requests(requests).map_err(|error| CompileError::NoAnswer(unreadable(&error)))?;
        Ok(Compiled { protos, warnings })
    }

    fn descriptor_set(&mut self, job: &Job<'_>, contents: SetContents) -> Result<CompiledSet, CompileError<F>> {
        let SetContents { imports, source_info, retained_options } = contents;
        let flags = [
            (imports, "--include_imports"),
            (source_info, "--include_source_info"),
            (retained_options, "--retain_options"),
        ];
        let flags = flags.into_iter().filter(|(on, _)| *on).map(|(_, flag)| flag.to_owned());
        let output = format!("--descriptor_set_out={TO_STDOUT}");
        let (ended, layout) = self.run(job, flags.chain([output]).collect())?;
        Ok(CompiledSet { encoded: ended.stdout, warnings: read_diagnostics(&ended.stderr, &layout) })
    }
}

impl<R> Protoc<R> {
    /// Runs protoc with these `outputs`; an error if it refuses the files.
    fn run<F>(&mut self, job: &Job<'_>, outputs: Vec<String>) -> Result<(Ended, Layout), CompileError<F>>
    where
        R: FnMut(Invocation) -> Result<Ended, F>,
    {
        let mut layout = Layout::of(job)?;
        let files = std::mem::take(&mut layout.files);
        let args = [outputs, layout.arguments(job)].concat();
        let ended = (self.0)(Invocation { args, files }).map_err(CompileError::Failed)?;
        if ended.succeeded {
            return Ok((ended, layout));
        }
        match read_diagnostics(&ended.stderr, &layout) {
            none if none.is_empty() => Err(CompileError::NoAnswer("protoc failed, and does not say why".into())),
            diagnostics => Err(CompileError::Wrong(diagnostics)),
        }
    }
}

/// The two requests that protoc has written one after the other, each behind its length.
fn read_requests(mut stdout: &[u8]) -> Result<[CodeGeneratorRequest; 2], String> {
    let mut next = || CodeGeneratorRequest::decode_length_delimited(&mut stdout).map_err(|error| unreadable(&error));
    Ok([next()?, next()?])
}

fn unreadable(error: &prost::DecodeError) -> String {
    format!("what protoc answers is no request: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Source;
    use crate::sources::Sources;

    /// What protoc is asked about `a.proto`, which is there beside `b.proto`.
    fn asked(a: &str) -> Invocation {
        let sources = Sources::from_iter([("a.proto", a), ("b.proto", ""), ("c.proto", "")]);
        let mut asked = None;
        let mut protoc = Protoc(|invocation| {
            asked = Some(invocation);
            Err(())
        });
        let job = Job { sources: &sources, files: &["a.proto".into()], sets: &[] };
        assert!(matches!(protoc.descriptor_set(&job, SetContents::default()), Err(CompileError::Failed(()))));
        asked.unwrap()
    }

    #[test]
    fn protoc_sees_what_is_asked_for_and_imported_and_no_more() {
        let invocation = asked("import \"b.proto\"; import \"missing.proto\"; import \"../c.proto\";");
        let names: Vec<_> = invocation.files.iter().map(|(path, _)| &**path).collect();
        assert_eq!(names, ["/src/a.proto", "/src/b.proto"]);
        assert_eq!(
            invocation.args,
            ["--descriptor_set_out=/dev/stdout", "--proto_path=/src", "--proto_path=/include", "/src/a.proto"]
        );
    }

    #[test]
    fn what_protoc_says_stands_where_the_user_knows_the_file() {
        struct Elsewhere;
        impl crate::job::FindSource for Elsewhere {
            fn find(&self, name: &str) -> Result<Option<Source>, crate::ProtoError> {
                Ok(Some(Source { text: Vec::new(), shown: format!("protos\\{name}") }))
            }
        }
        let said = "/src/a.proto:2:13: \"B\" is not defined.\n/src/a.proto: warning: odd\nplain\n";
        let mut protoc =
            Protoc(|_| Ok::<_, String>(Ended { succeeded: false, stdout: Vec::new(), stderr: said.into() }));
        let error = protoc.compile(&Job { sources: &Elsewhere, files: &["a.proto".into()], sets: &[] }).unwrap_err();
        assert_eq!(
            error.to_string(),
            "protos\\a.proto:2:13: \"B\" is not defined.\nprotos\\a.proto: warning: odd\nplain"
        );
    }
}

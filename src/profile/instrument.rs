//! Rewrites a module so that its functions call the host when they begin and end.
//!
//! A function
//!
//! ```wat
//! (func $f (param i32) (result i32) body)
//! ```
//!
//! becomes two:
//!
//! ```wat
//! (func $f (param i32) (result i32)
//!   (call $enter (i32.const 7) (i32.const 9))
//!   (call $body (local.get 0))
//!   (call $leave))
//! (func $body (param i32) (result i32) body)
//! ```
//!
//! where 7 is the function's index and 9 the fuel that the first function is charged. Nothing is moved: the first has the index
//! of the one that was there, and the second comes after all others. The guest sees no difference but the depth of its stack.
//!
//! So a body costs what it did. What the hooks cost is known: the guest is charged for it, and the host gives it back. A tail
//! call goes to a function with a hook of its own, which goes on to the body by a tail call. One through a table or a reference
//! is taken for a call that returns, as nothing says where it leads.

use wasmparser::{Parser, Payload, TypeRef};

use crate::encoding::opcode::{CALL, END, I32_CONST, LOCAL_GET, RETURN_CALL};
use crate::encoding::{Reader, signed, unsigned};
use crate::rewrite::{HostCall, HostTable, Rewriting};

/// The name under which the table of functions is exported.
const EXPORT: &str = "bufwasm:profile";

/// Units of fuel that a function's hooks cost: one for its only block, four for the hook at its beginning, one for the call of
/// its body, and two for the hook at its end. Each parameter costs one more.
const HOOKS: u32 = 8;
/// The same for the hook of a tail call.
const TAIL_HOOK: u32 = 6;

/// A module whose functions call the host when they begin and end.
pub(crate) struct Instrumented {
    pub(crate) wasm: Vec<u8>,
    /// The host's functions that they call.
    pub(crate) table: HostTable,
    /// The most units of fuel that hooks are charged before the host gives them back.
    pub(crate) lent: u64,
}

/// The module `wasm`, instrumented; `None` if it has no function, or cannot be read.
pub(crate) fn instrument(wasm: &[u8]) -> Option<Instrumented> {
    let functions = Functions::read(wasm)?;
    let mut rewriting = Rewriting::of(wasm, EXPORT)?;
    let [enter, leave, tail] =
        [HostCall::Enter, HostCall::Leave, HostCall::Tail].map(|call| rewriting.extension_mut().call_host(call));
    let mut tails = Vec::new();
    rewriting.replace_functions(|own, body, extension| {
        let (ty, params) = functions.of(own)?;
        let hooked = with_tail_hooks(body, &functions, &mut tails);
        extension.function(ty, hooked.as_deref().unwrap_or(body));
        let mut outer = Code::with_hook(&enter, functions.imported + own as u32, HOOKS + params);
        outer.pass_on(params).index(CALL, functions.body(own)).put(&leave).put(&[END]);
        Some(outer.0)
    })?;
    for own in tails {
        let (ty, params) = functions.of(own)?;
        let mut outer = Code::with_hook(&tail, functions.imported + own as u32, TAIL_HOOK + params);
        outer.pass_on(params).index(RETURN_CALL, functions.body(own)).put(&[END]);
        rewriting.extension_mut().function(ty, &outer.0);
    }
    let (wasm, table) = rewriting.finish()?;
    Some(Instrumented { wasm, table: table?, lent: functions.most_params() + u64::from(HOOKS) })
}

/// The function `body` with its tail calls led to functions with hooks; `None` if it has none, or cannot be read. `tails` are
/// the functions that these go on to, in the order in which they will be added.
fn with_tail_hooks(body: &[u8], functions: &Functions, tails: &mut Vec<usize>) -> Option<Vec<u8>> {
    if !body.contains(&RETURN_CALL) {
        return None;
    }
    let mut reader = Reader::new(body);
    reader.skip_locals()?;
    let mut hooked = Code(Vec::new());
    let mut copied = 0;
    while !reader.is_done() {
        let start = reader.position;
        let opcode = reader.byte()?;
        let operands = reader;
        reader.skip(opcode)?;
        if opcode != RETURN_CALL {
            continue;
        }
        let Some(own) = { operands }.number()?.checked_sub(functions.imported) else { continue };
        let own = own as usize;
        let place = tails.iter().position(|known| *known == own).unwrap_or_else(|| {
            tails.push(own);
            tails.len() - 1
        });
        hooked.put(&body[copied..start]).index(RETURN_CALL, functions.body(functions.all.len()) + place as u32);
        copied = reader.position;
    }
    hooked.put(&body[copied..]);
    (copied > 0).then_some(hooked.0)
}

/// A function's locals and instructions, written one behind the other.
struct Code(Vec<u8>);

impl Code {
    /// A function without locals that first calls `hook` with the function's `index` and the hook's `cost`.
    fn with_hook(hook: &[u8], index: u32, cost: u32) -> Self {
        let mut code = vec![0];
        for number in [index, cost] {
            code.push(I32_CONST);
            signed(number.into(), &mut code);
        }
        code.extend_from_slice(hook);
        Self(code)
    }

    fn put(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// An instruction with an index.
    fn index(&mut self, instruction: u8, index: u32) -> &mut Self {
        self.0.push(instruction);
        unsigned(index.into(), &mut self.0);
        self
    }

    /// Puts the function's `params` on the stack.
    fn pass_on(&mut self, params: u32) -> &mut Self {
        (0..params).fold(self, |code, param| code.index(LOCAL_GET, param))
    }
}

/// The functions of a module.
#[derive(Default)]
struct Functions {
    /// How many it imports.
    imported: u32,
    /// The types of its own.
    all: Vec<u32>,
    /// How many parameters each type has.
    params: Vec<u32>,
}

impl Functions {
    /// `None` for a module that cannot be read, or has other types than the engine knows.
    fn read(wasm: &[u8]) -> Option<Self> {
        let mut functions = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.ok()? {
                Payload::TypeSection(types) => {
                    let types = types.into_iter_err_on_gc_types();
                    let params = types.map(|ty| Some(ty.ok()?.params().len() as u32));
                    functions.params = params.collect::<Option<_>>()?;
                }
                Payload::ImportSection(imports) => {
                    for import in imports {
                        functions.imported += u32::from(matches!(import.ok()?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(own) => functions.all = own.into_iter().collect::<Result<_, _>>().ok()?,
                // All that is looked at comes before.
                Payload::CodeSectionStart { .. } | Payload::DataSection(_) => break,
                _ => {}
            }
        }
        Some(functions)
    }

    /// The type of the module's `own` function of this number, and how many parameters it has.
    fn of(&self, own: usize) -> Option<(u32, u32)> {
        let ty = *self.all.get(own)?;
        Some((ty, *self.params.get(ty as usize)?))
    }

    /// The index that the body of the module's `own` function of this number gets.
    fn body(&self, own: usize) -> u32 {
        self.imported + (self.all.len() + own) as u32
    }

    /// The most parameters that a function has.
    fn most_params(&self) -> u64 {
        self.params.iter().copied().max().unwrap_or(0).into()
    }
}

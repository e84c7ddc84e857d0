//! Parameters and results on the guest's stack, which Go lays out one after another: `cmd/compile/abi-internal.md`, "stack".

use super::js::{Abrupt, Completion, Js, Text, Value};
use super::refs::Ref;
use crate::memory::Fault;
use crate::run::Stop;

/// Something that lies on the guest's stack.
pub(super) trait OnStack {
    /// Bytes that it takes.
    const SIZE: u32;
    /// Its address is a multiple of this many bytes.
    const ALIGN: u32;
}

/// A parameter of an imported function.
pub(super) trait Param: OnStack + Sized {
    /// The argument at the address `at`.
    fn load(js: &mut Js<'_, '_>, at: u32) -> Completion<Self>;
    /// As the trace shows it.
    fn show(&self, js: &Js<'_, '_>) -> String;
}

/// A result of an imported function.
pub(super) trait Returned: OnStack {
    /// Writes it at the address `at`.
    fn store(self, js: &mut Js<'_, '_>, at: u32) -> Completion<()>;
    /// As the trace shows it.
    fn show(&self, js: &Js<'_, '_>) -> String;
}

/// Bytes of the guest's memory: a Go slice of bytes, without its capacity.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes {
    pub(super) ptr: u32,
    pub(super) len: u32,
}

/// The id in a reference that is given back.
#[derive(Clone, Copy, Debug)]
pub(super) struct RefId(pub(super) u32);

/// Declares what types take on the stack.
macro_rules! on_stack {
    ($($ty:ty: $size:literal, $align:literal;)*) => {$(
        impl OnStack for $ty {
            const SIZE: u32 = $size;
            const ALIGN: u32 = $align;
        }
    )*};
}

on_stack! {
    i32: 4, 4;
    i64: 8, 8;
    bool: 1, 1;
    Value: 8, 8;
    RefId: 8, 8;
    Text: 16, 8;
    Bytes: 24, 8;
    Vec<Value>: 24, 8;
}

impl Param for i32 {
    fn load(js: &mut Js<'_, '_>, at: u32) -> Completion<Self> {
        Ok(js.split().0.u32(at)?.cast_signed())
    }

    fn show(&self, _: &Js<'_, '_>) -> String {
        self.to_string()
    }
}

impl Returned for i32 {
    fn store(self, js: &mut Js<'_, '_>, at: u32) -> Completion<()> {
        Ok(js.split().0.write_u32(at, self.cast_unsigned())?)
    }

    fn show(&self, _: &Js<'_, '_>) -> String {
        self.to_string()
    }
}

impl Param for i64 {
    fn load(js: &mut Js<'_, '_>, at: u32) -> Completion<Self> {
        Ok(js.split().0.u64(at)?.cast_signed())
    }

    fn show(&self, _: &Js<'_, '_>) -> String {
        self.to_string()
    }
}

impl Returned for i64 {
    fn store(self, js: &mut Js<'_, '_>, at: u32) -> Completion<()> {
        Ok(js.split().0.write_u64(at, self.cast_unsigned())?)
    }

    fn show(&self, _: &Js<'_, '_>) -> String {
        self.to_string()
    }
}

impl Returned for bool {
    fn store(self, js: &mut Js<'_, '_>, at: u32) -> Completion<()> {
        Ok(js.split().0.write(at, &[self.into()])?)
    }

    fn show(&self, _: &Js<'_, '_>) -> String {
        self.to_string()
    }
}

impl Param for Value {
    fn load(js: &mut Js<'_, '_>, at: u32) -> Completion<Self> {
        let reference = Ref(js.split().0.u64(at)?);
        js.load(reference)
    }

    fn show(&self, js: &Js<'_, '_>) -> String {
        js.in_short(self)
    }
}

impl Returned for Value {
    fn store(self, js: &mut Js<'_, '_>, at: u32) -> Completion<()> {
        let reference = js.store(self);
        Ok(js.split().0.write_u64(at, reference.0)?)
    }

    fn show(&self, js: &Js<'_, '_>) -> String {
        js.in_short(self)
    }
}

impl Param for RefId {
    fn load(js: &mut Js<'_, '_>, at: u32) -> Completion<Self> {
        Ok(Self(Ref(js.split().0.u64(at)?).id()))
    }

    fn show(&self, js: &Js<'_, '_>) -> String {
        match js.state().refs.load(Ref::of_id(self.0)) {
            Ok(value) => format!("{} (id {})", js.in_short(&value), self.0),
            Err(_) => format!("id {}", self.0),
        }
    }
}

impl Param for Bytes {
    fn load(js: &mut Js<'_, '_>, at: u32) -> Completion<Self> {
        let (memory, _) = js.split();
        let (ptr, len) = (memory.u64(at)?, memory.u64(at.checked_add(8).ok_or(Fault)?)?);
        let narrow = |number: u64| u32::try_from(number).map_err(|_| Fault);
        let bytes = Self { ptr: narrow(ptr)?, len: narrow(len)? };
        memory.bytes(bytes.ptr, bytes.len)?;
        Ok(bytes)
    }

    fn show(&self, _: &Js<'_, '_>) -> String {
        format!("[{} bytes at {:#x}]", self.len, self.ptr)
    }
}

impl Param for Text {
    fn load(js: &mut Js<'_, '_>, at: u32) -> Completion<Self> {
        let Bytes { ptr, len } = Bytes::load(js, at)?;
        js.make_room(len as usize)?;
        Ok(Self::decode(js.split().0.bytes(ptr, len)?))
    }

    fn show(&self, js: &Js<'_, '_>) -> String {
        js.in_short(&self.clone().into())
    }
}

impl Param for Vec<Value> {
    fn load(js: &mut Js<'_, '_>, at: u32) -> Completion<Self> {
        let (memory, _) = js.split();
        let (ptr, len) = (memory.u64(at)?, memory.u64(at.checked_add(8).ok_or(Fault)?)?);
        let ptr = u32::try_from(ptr).map_err(|_| Fault)?;
        let bytes = len.checked_mul(8).and_then(|bytes| u32::try_from(bytes).ok()).ok_or(Fault)?;
        memory.bytes(ptr, bytes)?;
        js.make_room(len as usize * size_of::<Value>())?;
        (0..bytes / 8).map(|index| Value::load(js, ptr + index * 8)).collect()
    }

    fn show(&self, js: &Js<'_, '_>) -> String {
        let values: Vec<String> = self.iter().take(SHOWN_VALUES).map(|value| js.in_short(value)).collect();
        let rest = if self.len() > SHOWN_VALUES { ", …" } else { "" };
        format!("[{}{rest}]", values.join(", "))
    }
}

/// Values of a list that the trace shows.
const SHOWN_VALUES: usize = 16;

impl Js<'_, '_> {
    /// The value that `reference` stands for; the run ends when it is not one that the guest was given.
    pub(super) fn load(&self, reference: Ref) -> Completion {
        self.state().refs.load(reference).map_err(Abrupt::from)
    }

    /// Takes `bytes` of the host's memory for what the guest passes, or ends the run when there are too many.
    fn make_room(&mut self, bytes: usize) -> Completion<()> {
        let left = self.heap().left();
        if bytes <= left {
            self.heap_mut().charge(bytes);
            return Ok(());
        }
        Err(Stop::ObjectLimit { limit: self.heap().limit() }.into())
    }
}

impl From<super::refs::Dangling> for Abrupt {
    fn from(dangling: super::refs::Dangling) -> Self {
        Stop::Fault(format!("the guest used the reference {}, which it does not hold", dangling.0)).into()
    }
}

//! Typed arrays: numbers laid out in an `ArrayBuffer`.

use super::convert::{to_int32, to_uint32};
use super::object::Kind;
use super::{Heap, Intrinsic, ObjectId, Value};

/// What a typed array shows of its buffer.
#[derive(Clone, Debug)]
pub(in crate::abi::gojs) struct View {
    pub(super) element: Element,
    pub(super) buffer: ObjectId,
    /// Bytes before the first element.
    pub(super) offset: usize,
    /// How many elements there are.
    pub(super) length: usize,
}

/// How one element is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::abi::gojs) enum Element {
    Int8,
    Uint8,
    Uint8Clamped,
    Int16,
    Uint16,
    Int32,
    Uint32,
    Float32,
    Float64,
}

impl Element {
    pub(super) const ALL: [Self; 9] = [
        Self::Int8,
        Self::Uint8,
        Self::Uint8Clamped,
        Self::Int16,
        Self::Uint16,
        Self::Int32,
        Self::Uint32,
        Self::Float32,
        Self::Float64,
    ];

    /// Bytes of one.
    pub(super) const fn size(self) -> usize {
        match self {
            Self::Int8 | Self::Uint8 | Self::Uint8Clamped => 1,
            Self::Int16 | Self::Uint16 => 2,
            Self::Int32 | Self::Uint32 | Self::Float32 => 4,
            Self::Float64 => 8,
        }
    }

    /// The class of arrays of it.
    pub(super) const fn class(self) -> Intrinsic {
        match self {
            Self::Int8 => Intrinsic::Int8Array,
            Self::Uint8 => Intrinsic::Uint8Array,
            Self::Uint8Clamped => Intrinsic::Uint8ClampedArray,
            Self::Int16 => Intrinsic::Int16Array,
            Self::Uint16 => Intrinsic::Uint16Array,
            Self::Int32 => Intrinsic::Int32Array,
            Self::Uint32 => Intrinsic::Uint32Array,
            Self::Float32 => Intrinsic::Float32Array,
            Self::Float64 => Intrinsic::Float64Array,
        }
    }

    /// The number that `bytes` begin with.
    pub(super) fn read(self, bytes: &[u8]) -> Option<f64> {
        Some(match self {
            Self::Int8 => i8::from_le_bytes(*bytes.first_chunk()?).into(),
            Self::Uint8 | Self::Uint8Clamped => (*bytes.first()?).into(),
            Self::Int16 => i16::from_le_bytes(*bytes.first_chunk()?).into(),
            Self::Uint16 => u16::from_le_bytes(*bytes.first_chunk()?).into(),
            Self::Int32 => i32::from_le_bytes(*bytes.first_chunk()?).into(),
            Self::Uint32 => u32::from_le_bytes(*bytes.first_chunk()?).into(),
            Self::Float32 => f32::from_le_bytes(*bytes.first_chunk()?).into(),
            Self::Float64 => f64::from_le_bytes(*bytes.first_chunk()?),
        })
    }

    /// `value` as JavaScript stores it: integers wrap, and clamped ones are rounded to the nearest, halves to even.
    pub(super) fn encode(self, value: f64) -> [u8; 8] {
        let mut encoded = [0; 8];
        let place = &mut encoded[..self.size()];
        match self {
            Self::Int8 | Self::Uint8 => place.copy_from_slice(&[to_int32(value) as u8]),
            Self::Uint8Clamped => place.copy_from_slice(&[value.clamp(0.0, 255.0).round_ties_even() as u8]),
            Self::Int16 | Self::Uint16 => place.copy_from_slice(&(to_int32(value) as u16).to_le_bytes()),
            Self::Int32 | Self::Uint32 => place.copy_from_slice(&to_uint32(value).to_le_bytes()),
            Self::Float32 => place.copy_from_slice(&(value as f32).to_le_bytes()),
            Self::Float64 => place.copy_from_slice(&value.to_le_bytes()),
        }
        encoded
    }
}

impl View {
    /// How many elements there are.
    pub(in crate::abi::gojs) fn len(&self) -> usize {
        self.length
    }

    /// The view's bytes.
    pub(in crate::abi::gojs) fn bytes<'h>(&self, heap: &'h Heap) -> &'h [u8] {
        let Kind::ArrayBuffer(bytes) = heap.kind(self.buffer) else { return &[] };
        bytes.get(self.range()).unwrap_or_default()
    }

    /// The view's bytes, to be written.
    pub(in crate::abi::gojs) fn bytes_mut<'h>(&self, heap: &'h mut Heap) -> &'h mut [u8] {
        let Kind::ArrayBuffer(bytes) = heap.kind_mut(self.buffer) else { return &mut [] };
        bytes.get_mut(self.range()).unwrap_or_default()
    }

    /// Where its bytes are in the buffer's.
    fn range(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.length * self.element.size()
    }

    /// Whether its elements are integers.
    pub(in crate::abi::gojs) fn is_integral(&self) -> bool {
        !matches!(self.element, Element::Float32 | Element::Float64)
    }

    pub(super) fn get(&self, heap: &Heap, index: usize) -> Option<Value> {
        if index >= self.length {
            return None;
        }
        let bytes = self.bytes(heap).get(index * self.element.size()..)?;
        self.element.read(bytes).map(Value::Number)
    }

    /// Writes an element; outside the view nothing happens.
    pub(super) fn set(&self, heap: &mut Heap, index: usize, value: f64) {
        if index < self.length {
            let (encoded, size) = (self.element.encode(value), self.element.size());
            if let Some(place) = self.bytes_mut(heap).get_mut(index * size..(index + 1) * size) {
                place.copy_from_slice(&encoded[..size]);
            }
        }
    }

    /// The part from `start` to `end`, both within the view.
    pub(super) fn part(&self, start: usize, end: usize) -> Self {
        Self { offset: self.offset + start * self.element.size(), length: end - start, ..self.clone() }
    }
}

impl Heap {
    /// The view that `value` is.
    pub(in crate::abi::gojs) fn view(&self, value: &Value) -> Option<&View> {
        match self.kind(value.object()?) {
            Kind::TypedArray(view) => Some(view),
            _ => None,
        }
    }

    /// The view that `value` is, if its elements are bytes: a `Uint8Array` or a `Uint8ClampedArray`.
    pub(in crate::abi::gojs) fn byte_view(&self, value: &Value) -> Option<&View> {
        self.view(value).filter(|view| matches!(view.element, Element::Uint8 | Element::Uint8Clamped))
    }
}

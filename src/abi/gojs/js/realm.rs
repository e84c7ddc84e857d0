//! The objects that are there when a run begins, made from tables.

use std::collections::BTreeMap;

use super::function::{Function, Native, NativeFunction};
use super::object::{Kind, Object, Property};
use super::symbol::WellKnown;
use super::value::Symbol;
use super::{Heap, Invocation, Js, Key, ObjectId, Value, builtins};
use crate::abi::gojs::node;

/// Classes, each with a name and a prototype.
macro_rules! intrinsics {
    ($($name:ident),* $(,)?) => {
        /// A class that is there when a run begins.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::abi::gojs) enum Intrinsic { $($name),* }

        impl Intrinsic {
            const ALL: &[Self] = &[$(Self::$name),*];

            /// What the class is called.
            pub(in crate::abi::gojs) const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }
        }
    };
}

intrinsics![
    Object,
    Function,
    Array,
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
    AggregateError,
    Boolean,
    Number,
    String,
    Symbol,
    Date,
    Promise,
    ArrayBuffer,
    TypedArray,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    DataView,
    Iterator,
    TextEncoder,
    TextDecoder,
    Stats,
];

impl Intrinsic {
    /// What its prototype is beside its properties: a few are an instance of their own class.
    fn prototype_kind(self) -> Kind {
        match self {
            Self::Array => Kind::Array(Vec::new()),
            Self::Function => Kind::Function(Function::Native(&NOTHING)),
            Self::Boolean => Kind::Primitive(false.into()),
            Self::Number => Kind::Primitive(0.0.into()),
            Self::String => Kind::Primitive("".into()),
            _ => Kind::Ordinary,
        }
    }
}

/// `Function.prototype`, if it is called.
static NOTHING: NativeFunction =
    NativeFunction { name: "", length: 0, body: |_, _| Ok(Value::Undefined), constructs: None };

/// A class: its constructor, what that has, and what its instances inherit.
pub(in crate::abi::gojs) struct Class {
    pub(in crate::abi::gojs) intrinsic: Intrinsic,
    /// What its prototype inherits from, unless that is `Object`'s.
    pub(in crate::abi::gojs) parent: Option<Intrinsic>,
    pub(in crate::abi::gojs) constructor: NativeFunction,
    pub(in crate::abi::gojs) statics: Shape,
    pub(in crate::abi::gojs) prototype: Shape,
}

/// What an object has.
#[derive(Clone, Copy)]
pub(in crate::abi::gojs) struct Shape {
    pub(in crate::abi::gojs) functions: &'static [NativeFunction],
    pub(in crate::abi::gojs) getters: &'static [NativeFunction],
    pub(in crate::abi::gojs) constants: &'static [(&'static str, Member)],
}

/// A constant of an object.
#[derive(Clone, Copy)]
pub(in crate::abi::gojs) enum Member {
    Number(f64),
    Text(&'static str),
    /// Text that instances may have otherwise.
    Default(&'static str),
    Object(&'static Shape),
    Symbol(WellKnown),
}

impl Shape {
    pub(in crate::abi::gojs) const EMPTY: Self = Self { functions: &[], getters: &[], constants: &[] };

    /// Nothing but functions.
    pub(in crate::abi::gojs) const fn functions(functions: &'static [NativeFunction]) -> Self {
        Self { functions, ..Self::EMPTY }
    }
}

impl Class {
    /// A class whose constructor is `body`, without statics.
    pub(in crate::abi::gojs) const fn new(intrinsic: Intrinsic, length: u8, body: Native, prototype: Shape) -> Self {
        let constructor = NativeFunction { name: intrinsic.name(), length, body, constructs: Some(intrinsic) };
        Self { intrinsic, parent: None, constructor, statics: Shape::EMPTY, prototype }
    }
}

/// The objects that are there when a run begins.
pub(in crate::abi::gojs) struct Realm {
    prototypes: Vec<ObjectId>,
    /// `globalThis`.
    pub(in crate::abi::gojs) global: ObjectId,
    /// What `wasm_exec.js` calls `this`: the bridge that `syscall/js` knows as `jsGo`.
    pub(in crate::abi::gojs) go: ObjectId,
    well_known: [Symbol; WellKnown::COUNT],
    /// The symbols of `Symbol.for`, by their keys.
    pub(super) registry: ObjectId,
    /// Names of objects, for the trace.
    names: BTreeMap<ObjectId, &'static str>,
}

impl Realm {
    /// Makes every object.
    pub(in crate::abi::gojs) fn new(heap: &mut Heap) -> Self {
        let root = heap.add(Object::new(None, Kind::Ordinary));
        let prototypes: Vec<ObjectId> = Intrinsic::ALL
            .iter()
            .map(|class| match class {
                Intrinsic::Object => root,
                class => heap.add(Object::new(Some(root), class.prototype_kind())),
            })
            .collect();
        let global = heap.add(Object::new(Some(root), Kind::Ordinary));
        let go = heap.add(Object::new(Some(root), Kind::Ordinary));
        let registry = heap.add(Object::new(None, Kind::Ordinary));
        let well_known = WellKnown::ALL.map(|symbol| heap.symbol(Some(symbol.description().into())));
        let mut realm = Self { prototypes, global, go, well_known, registry, names: BTreeMap::new() };
        realm.names.extend([(global, "globalThis"), (go, "go")]);
        heap.define(global, "globalThis", Property::hidden(global.into()));
        heap.define(global, "global", Property::hidden(global.into()));
        realm.fill(heap, global, &builtins::GLOBAL);
        realm.fill(heap, global, &node::GLOBAL);
        realm.fill(heap, go, &builtins::BRIDGE);
        heap.define(go, "_pendingEvent", Property::plain(Value::Null));
        for class in builtins::CLASSES.iter().copied() {
            realm.add_class(heap, class);
        }
        realm.add_class(heap, &node::STATS);
        for (name, shape) in builtins::NAMESPACES.iter().chain(node::MODULES) {
            realm.add_namespace(heap, name, shape);
        }
        realm
    }

    pub(in crate::abi::gojs) fn prototype(&self, class: Intrinsic) -> ObjectId {
        self.prototypes[class as usize]
    }

    /// What an object that was there from the start is called.
    pub(in crate::abi::gojs) fn name(&self, id: ObjectId) -> Option<&'static str> {
        self.names.get(&id).copied()
    }

    /// The objects that must not be collected.
    pub(in crate::abi::gojs) fn roots(&self) -> impl Iterator<Item = ObjectId> + '_ {
        self.prototypes.iter().copied().chain([self.global, self.go, self.registry])
    }

    fn add_class(&mut self, heap: &mut Heap, class: &'static Class) {
        let prototype = self.prototype(class.intrinsic);
        if let Some(parent) = class.parent {
            heap.get_mut(prototype).prototype = Some(self.prototype(parent));
        }
        let constructor = self.function(heap, &class.constructor);
        self.fill(heap, constructor, &class.statics);
        self.fill(heap, prototype, &class.prototype);
        heap.define(constructor, "prototype", Property::constant(prototype.into()));
        heap.define(prototype, "constructor", Property::hidden(constructor.into()));
        // None of them is a global in Node 20.
        if !matches!(class.intrinsic, Intrinsic::TypedArray | Intrinsic::Iterator | Intrinsic::Stats) {
            heap.define(self.global, class.intrinsic.name(), Property::hidden(constructor.into()));
        }
        self.names.insert(constructor, class.intrinsic.name());
    }

    fn add_namespace(&mut self, heap: &mut Heap, name: &'static str, shape: &Shape) {
        let id = heap.add(Object::new(Some(self.prototype(Intrinsic::Object)), Kind::Ordinary));
        self.fill(heap, id, shape);
        heap.define(self.global, name, Property::hidden(id.into()));
        self.names.insert(id, name);
    }

    fn fill(&self, heap: &mut Heap, id: ObjectId, shape: &Shape) {
        for (name, member) in shape.constants {
            let value: Value = match *member {
                Member::Number(number) => number.into(),
                Member::Text(text) | Member::Default(text) => text.into(),
                Member::Object(shape) => {
                    let member = heap.add(Object::new(Some(self.prototype(Intrinsic::Object)), Kind::Ordinary));
                    self.fill(heap, member, shape);
                    member.into()
                }
                Member::Symbol(symbol) => Value::Symbol(self.well_known(symbol).clone()),
            };
            let property = match member {
                Member::Default(_) => Property::hidden(value),
                _ => Property::constant(value),
            };
            heap.define(id, *name, property);
        }
        for native in shape.functions {
            let function = self.function(heap, native);
            heap.define(id, self.key(native.name), Property::hidden(function.into()));
        }
        for native in shape.getters {
            let get = self.function(heap, native).into();
            let content = super::object::Content::Accessor { get, set: Value::Undefined };
            heap.define(id, self.key(native.name), Property { content, enumerable: false, configurable: true });
        }
    }

    /// The symbol itself.
    pub(super) fn well_known(&self, symbol: WellKnown) -> &Symbol {
        &self.well_known[symbol as usize]
    }

    /// What a row's name stands for: a symbol if it is like `[Symbol.iterator]`.
    fn key(&self, name: &str) -> Key {
        let symbol = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        let symbol = WellKnown::ALL.into_iter().find(|known| symbol == Some(known.description()));
        symbol.map_or_else(|| name.into(), |known| Key::Symbol(self.well_known(known).clone()))
    }

    /// A function object for a row.
    fn function(&self, heap: &mut Heap, native: &'static NativeFunction) -> ObjectId {
        let prototype = self.prototype(Intrinsic::Function);
        let id = heap.add(Object::new(Some(prototype), Kind::Function(Function::Native(native))));
        heap.define(id, "length", Property::label(u32::from(native.length).into()));
        heap.define(id, "name", Property::label(native.name.into()));
        id
    }
}

impl Js<'_, '_> {
    /// An object made by assigning `properties`.
    pub(in crate::abi::gojs) fn object<const N: usize>(&mut self, properties: [(&str, Value); N]) -> ObjectId {
        let id = self.ordinary();
        for (name, value) in properties {
            self.heap_mut().define(id, name, Property::plain(value));
        }
        id
    }

    /// `{}`.
    pub(super) fn ordinary(&mut self) -> ObjectId {
        self.new_object(Intrinsic::Object, Kind::Ordinary)
    }

    /// An instance of a class whose instances have nothing but properties.
    pub(in crate::abi::gojs) fn plain_instance(&mut self, class: Intrinsic) -> ObjectId {
        self.new_object(class, Kind::Ordinary)
    }

    /// An instance of `class`.
    pub(super) fn new_object(&mut self, class: Intrinsic, kind: Kind) -> ObjectId {
        let prototype = self.realm().prototype(class);
        self.heap_mut().add(Object::new(Some(prototype), kind))
    }

    /// What a constructor makes: an instance of the class behind `new`, or of `class`.
    pub(super) fn instance(
        &mut self,
        call: &Invocation<'_>,
        class: Intrinsic,
        kind: Kind,
    ) -> super::Completion<ObjectId> {
        let prototype = self.prototype_for(call.new_target, class)?;
        Ok(self.heap_mut().add(Object::new(Some(prototype), kind)))
    }

    pub(in crate::abi::gojs) fn array(&mut self, items: Vec<Value>) -> ObjectId {
        self.new_object(Intrinsic::Array, Kind::Array(items))
    }

    pub(in crate::abi::gojs) fn function(&mut self, function: Function) -> ObjectId {
        self.new_object(Intrinsic::Function, Kind::Function(function))
    }

    /// What `function () {}` evaluates to in `_makeFuncWrapper(id)`: a function that is a class, too.
    pub(in crate::abi::gojs) fn guest_function(&mut self, id: Value) -> ObjectId {
        let (function, prototype) = (self.function(Function::Guest { id }), self.ordinary());
        let heap = self.heap_mut();
        heap.define(prototype, "constructor", Property::hidden(function.into()));
        heap.define(function, "length", Property::label(0.0.into()));
        heap.define(function, "name", Property::label("".into()));
        heap.define(function, "prototype", Property { configurable: false, ..Property::hidden(prototype.into()) });
        function
    }

    /// Sets a property that is listed, whatever was there.
    pub(in crate::abi::gojs) fn define(&mut self, id: ObjectId, key: impl Into<Key>, value: Value) {
        self.heap_mut().define(id, key, Property::plain(value));
    }
}

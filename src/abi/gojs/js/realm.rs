//! The objects that are there when a run begins, made from tables.

use std::collections::BTreeMap;

use super::class::{Class, Constant, Constructor, Template};
use super::function::Function;
use super::native::Functions;
use super::object::{Object, ObjectKind};
use super::{Heap, Js, ObjectId, Value, builtins};

/// The objects that are there when a run begins, and stay.
pub(crate) struct Realm {
    /// What instances of a class inherit from, and the class's name: first of every [`Class`], then of others.
    prototypes: Vec<(ObjectId, &'static str)>,
    /// `globalThis`.
    pub(crate) global: ObjectId,
    /// What `wasm_exec.js` calls `this`: the bridge that `syscall/js` knows as `jsGo`.
    pub(crate) go: ObjectId,
    /// What the trace calls the others.
    names: BTreeMap<ObjectId, &'static str>,
}

impl Realm {
    /// Makes every object of JavaScript's own.
    pub(crate) fn new(heap: &mut Heap) -> Self {
        let mut prototypes: Vec<(ObjectId, &str)> = Vec::new();
        for class in builtins::CLASSES {
            let parent = class.parent.map(|parent| prototypes[parent as usize].0);
            prototypes.push((heap.add(Object::new(parent, ObjectKind::Ordinary)), class.name));
        }
        let root = Some(prototypes[Class::Object as usize].0);
        let mut object = |kind| heap.add(Object::new(root, kind));
        let (global, go, references) =
            (object(ObjectKind::Ordinary), object(ObjectKind::Ordinary), object(ObjectKind::References));
        let mut realm = Self { prototypes, global, go, names: BTreeMap::new() };
        realm.names.extend([(global, "globalThis"), (go, "go")]);
        for (index, class) in builtins::CLASSES.iter().enumerate() {
            realm.add_class(heap, realm.prototypes[index].0, class);
        }
        realm.fill(heap, global, &builtins::GLOBAL);
        realm.add(heap, "console", &builtins::CONSOLE);
        realm.fill(heap, go, &builtins::BRIDGE);
        heap.define(go, "_pendingEvent", Value::Null);
        heap.define(go, "_values", references.into());
        realm
    }

    pub(super) fn prototype(&self, class: Class) -> ObjectId {
        self.prototypes[class as usize].0
    }

    /// The class whose instances inherit from `prototype` itself.
    pub(super) fn class_of(&self, prototype: ObjectId) -> Option<&'static str> {
        self.prototypes.iter().find(|(known, _)| *known == prototype).map(|(_, class)| *class)
    }

    /// What an object that was there from the start is called.
    pub(crate) fn name(&self, id: ObjectId) -> Option<&'static str> {
        self.names.get(&id).copied()
    }

    /// The objects that must not be collected.
    pub(crate) fn roots(&self) -> impl Iterator<Item = ObjectId> + '_ {
        self.prototypes.iter().map(|(id, _)| *id).chain(self.names.keys().copied())
    }

    fn add_class(&mut self, heap: &mut Heap, prototype: ObjectId, class: &'static Constructor) {
        let constructor = self.add_function(heap, Function::Class(class));
        self.add_functions(heap, constructor, class.statics);
        heap.define(constructor, "prototype", prototype.into());
        self.fill(heap, prototype, &class.prototype);
        heap.define(self.global, class.name, constructor.into());
        self.names.insert(constructor, class.name);
    }

    /// Makes the object that is found as the global `name`.
    pub(crate) fn add(&mut self, heap: &mut Heap, name: &'static str, template: &'static Template) {
        let id = self.make(heap, template);
        heap.define(self.global, name, id.into());
        self.names.insert(id, name);
    }

    /// Makes the prototype of a class that is no global: a host function alone makes instances of it.
    pub(crate) fn add_prototype(
        &mut self,
        heap: &mut Heap,
        name: &'static str,
        template: &'static Template,
    ) -> ObjectId {
        let id = self.make(heap, template);
        self.prototypes.push((id, name));
        id
    }

    fn make(&self, heap: &mut Heap, template: &'static Template) -> ObjectId {
        let id = heap.add(Object::new(Some(self.prototype(Class::Object)), ObjectKind::Ordinary));
        self.fill(heap, id, template);
        id
    }

    fn fill(&self, heap: &mut Heap, id: ObjectId, template: &'static Template) {
        for (name, constant) in template.properties {
            let value = match constant {
                Constant::Number(number) => (*number).into(),
                Constant::Text(text) => (*text).into(),
                Constant::Object(template) => self.make(heap, template).into(),
            };
            heap.define(id, *name, value);
        }
        self.add_functions(heap, id, template.functions);
    }

    fn add_functions(&self, heap: &mut Heap, id: ObjectId, functions: Functions) {
        for (name, body) in functions {
            let function = self.add_function(heap, Function::Native(name, *body));
            heap.define(id, *name, function.into());
        }
    }

    fn add_function(&self, heap: &mut Heap, function: Function) -> ObjectId {
        heap.add(Object::new(Some(self.prototype(Class::Function)), ObjectKind::Function(function)))
    }
}

impl Js<'_, '_> {
    /// An object with these properties.
    pub(crate) fn object<const N: usize>(&mut self, properties: [(&str, Value); N]) -> ObjectId {
        let id = self.new_object(Class::Object, ObjectKind::Ordinary);
        for (name, value) in properties {
            self.define(id, name, value);
        }
        id
    }

    /// An object that inherits from `prototype`.
    pub(crate) fn inheriting(&mut self, prototype: ObjectId) -> ObjectId {
        self.heap_mut().add(Object::new(Some(prototype), ObjectKind::Ordinary))
    }

    /// An instance of `class`.
    pub(super) fn new_object(&mut self, class: Class, kind: ObjectKind) -> ObjectId {
        let prototype = self.realm().prototype(class);
        self.heap_mut().add(Object::new(Some(prototype), kind))
    }

    pub(crate) fn array(&mut self, items: Vec<Value>) -> ObjectId {
        self.new_object(Class::Array, ObjectKind::Array(items))
    }

    pub(super) fn function(&mut self, function: Function) -> ObjectId {
        self.new_object(Class::Function, ObjectKind::Function(function))
    }

    /// Sets a property, whatever was there.
    pub(crate) fn define(&mut self, id: ObjectId, key: &str, value: Value) {
        self.heap_mut().define(id, key, value);
    }
}

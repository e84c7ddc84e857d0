//! Errors that JavaScript throws, and what becomes of those that nobody catches.

use super::class::Class;
use super::object::ObjectKind;
use super::{Abrupt, Js, ObjectId, Text};
use crate::run::Stop;

impl Js<'_, '_> {
    /// A new error of `class`.
    pub(crate) fn error(&mut self, class: Class, message: impl Into<Text>) -> ObjectId {
        let id = self.new_object(class, ObjectKind::Error);
        self.define(id, "message", message.into().into());
        id
    }

    pub(crate) fn throw(&mut self, class: Class, message: impl Into<Text>) -> Abrupt {
        Abrupt::Throw(self.error(class, message).into())
    }

    pub(crate) fn type_error(&mut self, message: impl Into<Text>) -> Abrupt {
        self.throw(Class::TypeError, message)
    }

    /// The end of a run in which nobody caught `abrupt`.
    pub(crate) fn uncaught(&self, abrupt: Abrupt) -> wasmi::Error {
        match abrupt {
            Abrupt::End(error) => error,
            Abrupt::Throw(value) => wasmi::Error::host(Stop::Fault(format!("uncaught {}", self.describe(&value)))),
        }
    }
}

//! Files as encoded descriptors, byte for byte as protoc writes them.

use super::ast::{Enum, Field, File, Location, Message, Options, Range, Service};
use super::wire::Writer;

impl File {
    /// The encoded `FileDescriptorProto`.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut file = Writer::default();
        file.bytes(1, &self.name);
        self.package.iter().for_each(|package| file.bytes(2, package));
        self.dependencies.iter().for_each(|name| file.bytes(3, name));
        self.messages.iter().for_each(|message| file.bytes(4, message.encode()));
        self.enums.iter().for_each(|an_enum| file.bytes(5, an_enum.encode()));
        self.services.iter().for_each(|service| file.bytes(6, service.encode()));
        self.extensions.iter().for_each(|field| file.bytes(7, field.encode()));
        self.options.encode(&mut file, 8);
        // A file that was given has at least one place, its own.
        if !self.locations.is_empty() {
            let mut places = Writer::default();
            self.locations.iter().for_each(|location| places.bytes(1, location.encode()));
            file.bytes(9, places.0);
        }
        self.public_dependencies.iter().for_each(|index| file.int32(10, *index as i32));
        self.weak_dependencies.iter().for_each(|index| file.int32(11, *index as i32));
        match self.edition {
            Some(edition) => {
                file.bytes(12, "editions");
                file.int32(14, edition);
            }
            None if self.is_proto3 => file.bytes(12, "proto3"),
            None => {}
        }
        self.option_dependencies.iter().for_each(|name| file.bytes(15, name));
        file.0
    }
}

impl Message {
    fn encode(&self) -> Vec<u8> {
        let mut message = Writer::default();
        message.bytes(1, &self.name);
        self.fields.iter().for_each(|field| message.bytes(2, field.encode()));
        self.nested.iter().for_each(|nested| message.bytes(3, nested.encode()));
        self.enums.iter().for_each(|an_enum| message.bytes(4, an_enum.encode()));
        for range in &self.extension_ranges {
            let mut encoded = Writer(range.range.encode());
            range.options.encode(&mut encoded, 3);
            message.bytes(5, encoded.0);
        }
        self.extensions.iter().for_each(|field| message.bytes(6, field.encode()));
        self.options.encode(&mut message, 7);
        for oneof in &self.oneofs {
            let mut encoded = Writer::default();
            encoded.bytes(1, &oneof.name);
            oneof.options.encode(&mut encoded, 2);
            message.bytes(8, encoded.0);
        }
        self.reserved_ranges.iter().for_each(|range| message.bytes(9, range.encode()));
        self.reserved_names.iter().for_each(|name| message.bytes(10, name));
        self.visibility.iter().for_each(|visibility| message.int32(11, *visibility));
        message.0
    }
}

impl Field {
    fn encode(&self) -> Vec<u8> {
        let mut field = Writer::default();
        field.bytes(1, &self.name);
        self.extendee.iter().for_each(|name| field.bytes(2, name));
        field.int32(3, self.number);
        field.int32(4, self.label as i32);
        self.kind.iter().for_each(|kind| field.int32(5, *kind as i32));
        self.type_name.iter().for_each(|name| field.bytes(6, name));
        self.default.iter().for_each(|default| field.bytes(7, default));
        self.options.encode(&mut field, 8);
        self.oneof.iter().for_each(|index| field.int32(9, *index as i32));
        self.json_name.iter().for_each(|name| field.bytes(10, name));
        if self.is_proto3_optional {
            field.flag(17, true);
        }
        field.0
    }
}

impl Enum {
    fn encode(&self) -> Vec<u8> {
        let mut an_enum = Writer::default();
        an_enum.bytes(1, &self.name);
        for value in &self.values {
            let mut encoded = Writer::default();
            encoded.bytes(1, &value.name);
            encoded.int32(2, value.number);
            value.options.encode(&mut encoded, 3);
            an_enum.bytes(2, encoded.0);
        }
        self.options.encode(&mut an_enum, 3);
        self.reserved_ranges.iter().for_each(|range| an_enum.bytes(4, range.encode()));
        self.reserved_names.iter().for_each(|name| an_enum.bytes(5, name));
        self.visibility.iter().for_each(|visibility| an_enum.int32(6, *visibility));
        an_enum.0
    }
}

impl Service {
    fn encode(&self) -> Vec<u8> {
        let mut service = Writer::default();
        service.bytes(1, &self.name);
        for method in &self.methods {
            let mut encoded = Writer::default();
            encoded.bytes(1, &method.name);
            encoded.bytes(2, &method.input);
            encoded.bytes(3, &method.output);
            method.options.encode(&mut encoded, 4);
            let streams = [(5, method.client_streaming), (6, method.server_streaming)];
            streams.iter().filter(|(_, streams)| *streams).for_each(|(number, _)| encoded.flag(*number, true));
            service.bytes(2, encoded.0);
        }
        self.options.encode(&mut service, 3);
        service.0
    }
}

impl Options {
    fn encode(&self, into: &mut Writer, number: u32) {
        self.encoded.iter().for_each(|options| into.bytes(number, options));
    }
}

impl Range {
    fn encode(self) -> Vec<u8> {
        let mut range = Writer::default();
        range.int32(1, self.start);
        range.int32(2, self.end);
        range.0
    }
}

impl Location {
    fn encode(&self) -> Vec<u8> {
        let mut location = Writer::default();
        let mut packed = |number, values: &mut dyn Iterator<Item = u64>| {
            let mut numbers = Writer::default();
            values.for_each(|value| numbers.varint(value));
            if !numbers.0.is_empty() {
                location.bytes(number, numbers.0);
            }
        };
        packed(1, &mut self.path.iter().map(|step| i64::from(*step) as u64));
        packed(2, &mut self.span.iter().map(|place| u64::from(*place)));
        for (number, comment) in [(3, &self.leading), (4, &self.trailing)] {
            if !comment.is_empty() {
                location.bytes(number, comment);
            }
        }
        self.detached.iter().for_each(|comment| location.bytes(6, comment));
        location.0
    }
}

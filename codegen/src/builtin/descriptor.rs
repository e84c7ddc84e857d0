//! Files that come as encoded descriptors, taken apart as [`parser`](super::parser) takes text apart.
//!
//! Fields that are not known are dropped, as protoc drops them; options are kept as they are.

use super::ast::{
    Enum, EnumValue, ExtensionRange, Field, File, Label, Location, Message, Method, Oneof, Options, Range, Service,
    Type,
};
use super::interpret::flag;
use super::wire::{Fields, Payload};

/// The encoded `FileDescriptorProto`, which has yet to be linked; `None` if it is none.
pub(crate) fn read_file(encoded: &[u8]) -> Option<File> {
    let mut file = read_compiled(encoded)?;
    let mut messages: Vec<_> = file.messages.iter_mut().collect();
    let mut fields: Vec<_> = file.extensions.iter_mut().collect();
    while let Some(message) = messages.pop() {
        messages.extend(&mut message.nested);
        fields.extend(message.fields.iter_mut().chain(&mut message.extensions));
    }
    for field in fields {
        // What a name stands for is looked up.
        field.kind =
            field.kind.filter(|kind| !(matches!(kind, Type::Message | Type::Enum) && field.type_name.is_some()));
    }
    Some(file)
}

/// The encoded `FileDescriptorProto` as it is, all of whose names are known; `None` if it is none.
pub(crate) fn read_compiled(encoded: &[u8]) -> Option<File> {
    let mut file = File::default();
    each(encoded, |number, value| {
        match number {
            1 => file.name = value.text()?,
            2 => file.package = Some(value.text()?),
            3 => file.dependencies.push(value.text()?),
            4 => file.messages.push(read_message(value.bytes()?, MESSAGES)?),
            5 => file.enums.push(read_enum(value.bytes()?)?),
            6 => file.services.push(read_service(value.bytes()?)?),
            7 => file.extensions.push(read_field(value.bytes()?)?),
            8 => file.options = value.options()?,
            9 => each(value.bytes()?, |number, value| {
                if number == 1 {
                    file.locations.push(read_location(value.bytes()?)?);
                }
                Some(())
            })?,
            10 => file.public_dependencies.extend(value.numbers()?.map(|index| index as u32)),
            11 => file.weak_dependencies.extend(value.numbers()?.map(|index| index as u32)),
            12 => file.is_proto3 = value.bytes()? == b"proto3",
            14 => file.edition = Some(value.number()?),
            15 => file.option_dependencies.push(value.text()?),
            _ => {}
        }
        Some(())
    })?;
    Some(file)
}

/// How deep messages may be declared in each other here: deeper than any compiler lets them.
const MESSAGES: usize = 100;

fn read_message(encoded: &[u8], depth: usize) -> Option<Message> {
    let mut message = Message::default();
    each(encoded, |number, value| {
        match number {
            1 => message.name = value.text()?,
            2 => message.fields.push(read_field(value.bytes()?)?),
            3 => message.nested.push(read_message(value.bytes()?, depth.checked_sub(1)?)?),
            4 => message.enums.push(read_enum(value.bytes()?)?),
            5 => message.extension_ranges.push(read_extension_range(value.bytes()?)?),
            6 => message.extensions.push(read_field(value.bytes()?)?),
            7 => message.options = value.options()?,
            8 => {
                let (name, options) = read_named(value.bytes()?, 2)?;
                message.oneofs.push(Oneof { name, options });
            }
            9 => message.reserved_ranges.push(read_range(value.bytes()?)?),
            10 => message.reserved_names.push(value.bytes()?.to_vec()),
            11 => message.visibility = Some(value.number()?),
            _ => {}
        }
        Some(())
    })?;
    const MAP_ENTRY: u32 = 7;
    message.is_map_entry = flag(&message.options, MAP_ENTRY) == Some(1);
    Some(message)
}

fn read_field(encoded: &[u8]) -> Option<Field> {
    let mut field = Field::default();
    each(encoded, |number, value| {
        match number {
            1 => field.name = value.text()?,
            2 => field.extendee = Some(value.text()?),
            3 => field.number = value.number()?,
            4 => field.label = Label::of_number(value.number()?)?,
            5 => field.kind = Some(Type::of_number(value.number()?)?),
            6 => field.type_name = Some(value.text()?),
            7 => field.default = Some(value.bytes()?.to_vec()),
            8 => field.options = value.options()?,
            9 => field.oneof = Some(value.number()? as u32),
            10 => field.json_name = Some(value.bytes()?.to_vec()),
            17 => field.is_proto3_optional = value.number()? != 0,
            _ => {}
        }
        Some(())
    })?;
    Some(field)
}

fn read_extension_range(encoded: &[u8]) -> Option<ExtensionRange> {
    let mut range = ExtensionRange { range: read_range(encoded)?, options: Options::default() };
    each(encoded, |number, value| {
        if number == 3 {
            range.options = value.options()?;
        }
        Some(())
    })?;
    Some(range)
}

fn read_range(encoded: &[u8]) -> Option<Range> {
    let mut range = Range::default();
    each(encoded, |number, value| {
        match number {
            1 => range.start = value.number()?,
            2 => range.end = value.number()?,
            _ => {}
        }
        Some(())
    })?;
    Some(range)
}

fn read_enum(encoded: &[u8]) -> Option<Enum> {
    let mut an_enum = Enum::default();
    each(encoded, |number, value| {
        match number {
            1 => an_enum.name = value.text()?,
            2 => an_enum.values.push(read_enum_value(value.bytes()?)?),
            3 => an_enum.options = value.options()?,
            4 => an_enum.reserved_ranges.push(read_range(value.bytes()?)?),
            5 => an_enum.reserved_names.push(value.bytes()?.to_vec()),
            6 => an_enum.visibility = Some(value.number()?),
            _ => {}
        }
        Some(())
    })?;
    Some(an_enum)
}

fn read_enum_value(encoded: &[u8]) -> Option<EnumValue> {
    let (name, options) = read_named(encoded, 3)?;
    let mut an_enum = EnumValue { name, options, number: 0 };
    each(encoded, |number, value| {
        if number == 2 {
            an_enum.number = value.number()?;
        }
        Some(())
    })?;
    Some(an_enum)
}

fn read_service(encoded: &[u8]) -> Option<Service> {
    let (name, options) = read_named(encoded, 3)?;
    let mut service = Service { name, options, methods: Vec::new() };
    each(encoded, |number, value| {
        if number == 2 {
            service.methods.push(read_method(value.bytes()?)?);
        }
        Some(())
    })?;
    Some(service)
}

fn read_method(encoded: &[u8]) -> Option<Method> {
    let mut method = Method::default();
    each(encoded, |number, value| {
        match number {
            1 => method.name = value.text()?,
            2 => method.input = value.text()?,
            3 => method.output = value.text()?,
            4 => method.options = value.options()?,
            5 => method.client_streaming = value.number()? != 0,
            6 => method.server_streaming = value.number()? != 0,
            _ => {}
        }
        Some(())
    })?;
    Some(method)
}

fn read_location(encoded: &[u8]) -> Option<Location> {
    let mut location = Location::default();
    each(encoded, |number, value| {
        match number {
            1 => location.path.extend(value.numbers()?.map(|step| step as i32)),
            2 => location.span.extend(value.numbers()?.map(|place| place as u32)),
            3 => location.leading = value.bytes()?.to_vec(),
            4 => location.trailing = value.bytes()?.to_vec(),
            6 => location.detached.push(value.bytes()?.to_vec()),
            _ => {}
        }
        Some(())
    })?;
    Some(location)
}

/// What has a name, and options in the field `options`.
fn read_named(encoded: &[u8], options: u32) -> Option<(String, Options)> {
    let mut read = (String::new(), Options::default());
    each(encoded, |number, value| {
        match number {
            1 => read.0 = value.text()?,
            _ if number == options => read.1 = value.options()?,
            _ => {}
        }
        Some(())
    })?;
    Some(read)
}

/// Shows each field of `encoded` to `visit`; `None` if it is broken, or as soon as `visit` cannot read one.
fn each<'e>(encoded: &'e [u8], mut visit: impl FnMut(u32, Payload<'e>) -> Option<()>) -> Option<()> {
    let mut fields = Fields(encoded);
    while !fields.0.is_empty() {
        let (number, payload) = fields.next()?;
        visit(number, payload)?;
    }
    Some(())
}

impl<'e> Payload<'e> {
    fn bytes(self) -> Option<&'e [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    fn text(self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }

    fn number(self) -> Option<i32> {
        match self {
            Self::Varint(value) => Some(value as i32),
            _ => None,
        }
    }

    /// The numbers of a repeated field, packed or not.
    fn numbers(self) -> Option<impl Iterator<Item = u64>> {
        let mut numbers = Vec::new();
        match self {
            Self::Varint(value) => numbers.push(value),
            Self::Bytes(packed) => {
                let mut fields = Fields(packed);
                while !fields.0.is_empty() {
                    numbers.push(fields.varint()?);
                }
            }
            _ => return None,
        }
        Some(numbers.into_iter())
    }

    fn options(self) -> Option<Options> {
        Some(Options { encoded: Some(self.bytes()?.to_vec()), ..Options::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_again() {
        let names: Vec<_> = super::super::well_known_names().map(ToOwned::to_owned).collect();
        let compiled = super::super::compile(&mut |_| Ok(None), &names, &[]).map_err(|errors| errors[0].to_string());
        for file in compiled.map(|outcome| outcome.files).unwrap() {
            let read = read_file(&file.whole).unwrap();
            assert_eq!(read.name, file.name);
            assert_eq!(read_compiled(&file.whole).unwrap().encode(), file.whole);
            let again = read_file(&read.encode()).unwrap();
            assert_eq!(format!("{again:?}"), format!("{read:?}"));
            for end in 1..file.whole.len().min(2000) {
                let _ = read_file(&file.whole[..end]);
            }
        }
        assert!(
            read_file(b"\x0a").is_none() && read_file(b"\x22\x01\x0a").is_none() && read_file(b"\x08\x01").is_none()
        );
    }
}

//! A .proto file taken apart: a descriptor whose names and options may not be resolved yet.

use std::fmt;

/// `google.protobuf.FileDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) package: Option<String>,
    pub(crate) dependencies: Vec<String>,
    pub(crate) public_dependencies: Vec<u32>,
    pub(crate) weak_dependencies: Vec<u32>,
    pub(crate) messages: Vec<Message>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) services: Vec<Service>,
    pub(crate) extensions: Vec<Field>,
    pub(crate) options: Options,
    pub(crate) is_proto3: bool,
    /// The edition of a file that is one's: only descriptors say so here.
    pub(crate) edition: Option<i32>,
    pub(crate) option_dependencies: Vec<String>,
    /// Whether it comes as a descriptor.
    pub(crate) is_described: bool,
    pub(crate) locations: Vec<Location>,
}

/// `DescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) nested: Vec<Message>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) extension_ranges: Vec<ExtensionRange>,
    pub(crate) extensions: Vec<Field>,
    pub(crate) options: Options,
    pub(crate) oneofs: Vec<Oneof>,
    pub(crate) reserved_ranges: Vec<Range>,
    pub(crate) reserved_names: Vec<Vec<u8>>,
    /// Made for a map field.
    pub(crate) is_map_entry: bool,
    pub(crate) visibility: Option<i32>,
}

/// `FieldDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) extendee: Option<String>,
    /// Whether it is the first in its `extend`: where the extendee stands is told for that alone.
    pub(crate) begins_extend: bool,
    pub(crate) number: i32,
    pub(crate) label: Label,
    /// Not known yet for a message or an enum.
    pub(crate) kind: Option<Type>,
    pub(crate) type_name: Option<String>,
    pub(crate) default: Option<Vec<u8>>,
    pub(crate) options: Options,
    pub(crate) oneof: Option<u32>,
    pub(crate) json_name: Option<Vec<u8>>,
    pub(crate) is_proto3_optional: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Label {
    #[default]
    Optional = 1,
    Required = 2,
    Repeated = 3,
}

impl Label {
    pub(crate) fn of_number(number: i32) -> Option<Self> {
        [Self::Optional, Self::Required, Self::Repeated].into_iter().find(|label| *label as i32 == number)
    }
}

/// `FieldDescriptorProto.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Double = 1,
    Float = 2,
    Int64 = 3,
    Uint64 = 4,
    Int32 = 5,
    Fixed64 = 6,
    Fixed32 = 7,
    Bool = 8,
    String = 9,
    Group = 10,
    Message = 11,
    Bytes = 12,
    Uint32 = 13,
    Enum = 14,
    Sfixed32 = 15,
    Sfixed64 = 16,
    Sint32 = 17,
    Sint64 = 18,
}

impl Type {
    /// All of them, in the order of their numbers.
    const ALL: [Self; 18] = [
        Self::Double,
        Self::Float,
        Self::Int64,
        Self::Uint64,
        Self::Int32,
        Self::Fixed64,
        Self::Fixed32,
        Self::Bool,
        Self::String,
        Self::Group,
        Self::Message,
        Self::Bytes,
        Self::Uint32,
        Self::Enum,
        Self::Sfixed32,
        Self::Sfixed64,
        Self::Sint32,
        Self::Sint64,
    ];

    /// The type that .proto files call `keyword`.
    pub(crate) fn of_keyword(keyword: &[u8]) -> Option<Self> {
        let have_keywords = Self::ALL.into_iter().filter(|kind| !matches!(kind, Self::Message | Self::Enum));
        have_keywords.into_iter().find(|kind| kind.keyword().as_bytes() == keyword)
    }

    pub(crate) fn of_number(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as i32 == number)
    }

    /// The keyword, of a type that has one.
    pub(crate) fn keyword(self) -> &'static str {
        match self {
            Self::Double => "double",
            Self::Float => "float",
            Self::Int64 => "int64",
            Self::Uint64 => "uint64",
            Self::Int32 => "int32",
            Self::Fixed64 => "fixed64",
            Self::Fixed32 => "fixed32",
            Self::Bool => "bool",
            Self::String => "string",
            Self::Group => "group",
            Self::Message => "message",
            Self::Bytes => "bytes",
            Self::Uint32 => "uint32",
            Self::Enum => "enum",
            Self::Sfixed32 => "sfixed32",
            Self::Sfixed64 => "sfixed64",
            Self::Sint32 => "sint32",
            Self::Sint64 => "sint64",
        }
    }

    /// Whether a value is a message.
    pub(crate) fn is_message(self) -> bool {
        matches!(self, Self::Message | Self::Group)
    }

    /// Whether repeated values may be packed.
    pub(crate) fn is_packable(self) -> bool {
        !matches!(self, Self::Message | Self::Group | Self::String | Self::Bytes)
    }
}

/// `DescriptorProto.ExtensionRange`; the end is not part of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExtensionRange {
    pub(crate) range: Range,
    pub(crate) options: Options,
}

/// `DescriptorProto.ReservedRange`, whose end is not part of it, or `EnumReservedRange`, whose end is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Range {
    pub(crate) start: i32,
    pub(crate) end: i32,
}

impl Range {
    /// Whether `number` is in it, whose end is not.
    pub(crate) fn holds(self, number: i32) -> bool {
        self.start <= number && number < self.end
    }

    /// Whether the two have a number in common; the ends are not part of them.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.end > other.start && other.end > self.start
    }
}

impl fmt::Display for Range {
    /// The range of numbers of fields, as .proto files write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.start, self.end.saturating_sub(1))
    }
}

/// `OneofDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Oneof {
    pub(crate) name: String,
    pub(crate) options: Options,
}

/// `EnumDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) values: Vec<EnumValue>,
    pub(crate) options: Options,
    pub(crate) reserved_ranges: Vec<Range>,
    pub(crate) reserved_names: Vec<Vec<u8>>,
    pub(crate) visibility: Option<i32>,
}

/// `EnumValueDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct EnumValue {
    pub(crate) name: String,
    pub(crate) number: i32,
    pub(crate) options: Options,
}

/// `ServiceDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Service {
    pub(crate) name: String,
    pub(crate) methods: Vec<Method>,
    pub(crate) options: Options,
}

/// `MethodDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) input: String,
    pub(crate) output: String,
    pub(crate) options: Options,
    pub(crate) client_streaming: bool,
    pub(crate) server_streaming: bool,
}

/// The options of anything that has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// Those that are not interpreted yet.
    pub(crate) written: Vec<WrittenOption>,
    /// The encoded options message, as it is interpreted; `Some` as soon as there is a place for options.
    pub(crate) encoded: Option<Vec<u8>>,
}

/// An option as it is written.
#[derive(Clone, Debug)]
pub(crate) struct WrittenOption {
    pub(crate) name: Vec<NamePart>,
    pub(crate) value: Value,
    /// Where name and value begin.
    pub(crate) name_at: (u32, u32),
    pub(crate) value_at: (u32, u32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamePart {
    pub(crate) name: String,
    /// Whether it stands in parentheses.
    pub(crate) is_extension: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Identifier(String),
    Positive(u64),
    Negative(i64),
    Double(f64),
    Text(Vec<u8>),
    /// What stands between braces, in the text format; with blanks instead of comments.
    Aggregate(Vec<u8>),
}

/// `SourceCodeInfo.Location`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Location {
    pub(crate) path: Vec<i32>,
    pub(crate) span: Vec<u32>,
    pub(crate) leading: Vec<u8>,
    pub(crate) trailing: Vec<u8>,
    pub(crate) detached: Vec<Vec<u8>>,
}

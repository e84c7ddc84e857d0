//! A .proto file taken apart: a descriptor whose names and options may not be resolved yet.

use std::fmt;

/// `google.protobuf.FileDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) package: Option<String>,
    pub(super) dependencies: Vec<String>,
    pub(super) public_dependencies: Vec<u32>,
    pub(super) weak_dependencies: Vec<u32>,
    pub(super) messages: Vec<Message>,
    pub(super) enums: Vec<Enum>,
    pub(super) services: Vec<Service>,
    pub(super) extensions: Vec<Field>,
    pub(super) options: Options,
    pub(super) is_proto3: bool,
    /// The edition of a file that is one's: only descriptors say so here.
    pub(super) edition: Option<i32>,
    pub(super) option_dependencies: Vec<String>,
    /// Whether it comes as a descriptor.
    pub(super) is_described: bool,
    pub(super) locations: Vec<Location>,
}

/// `DescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
    pub(super) nested: Vec<Message>,
    pub(super) enums: Vec<Enum>,
    pub(super) extension_ranges: Vec<ExtensionRange>,
    pub(super) extensions: Vec<Field>,
    pub(super) options: Options,
    pub(super) oneofs: Vec<Oneof>,
    pub(super) reserved_ranges: Vec<Range>,
    pub(super) reserved_names: Vec<Vec<u8>>,
    /// Made for a map field.
    pub(super) is_map_entry: bool,
    pub(super) visibility: Option<i32>,
}

/// `FieldDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) extendee: Option<String>,
    pub(super) number: i32,
    pub(super) label: Label,
    /// Not known yet for a message or an enum.
    pub(super) kind: Option<Type>,
    pub(super) type_name: Option<String>,
    pub(super) default: Option<Vec<u8>>,
    pub(super) options: Options,
    pub(super) oneof: Option<u32>,
    pub(super) json_name: Option<Vec<u8>>,
    pub(super) is_proto3_optional: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Label {
    #[default]
    Optional = 1,
    Required = 2,
    Repeated = 3,
}

impl Label {
    pub(super) fn of_number(number: i32) -> Option<Self> {
        [Self::Optional, Self::Required, Self::Repeated].into_iter().find(|label| *label as i32 == number)
    }
}

/// `FieldDescriptorProto.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
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
    pub(super) fn of_keyword(keyword: &[u8]) -> Option<Self> {
        let have_keywords = Self::ALL.into_iter().filter(|kind| !matches!(kind, Self::Message | Self::Enum));
        have_keywords.into_iter().find(|kind| kind.keyword().as_bytes() == keyword)
    }

    pub(super) fn of_number(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as i32 == number)
    }

    /// The keyword, of a type that has one.
    pub(super) fn keyword(self) -> &'static str {
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
    pub(super) fn is_message(self) -> bool {
        matches!(self, Self::Message | Self::Group)
    }

    /// Whether repeated values may be packed.
    pub(super) fn is_packable(self) -> bool {
        !matches!(self, Self::Message | Self::Group | Self::String | Self::Bytes)
    }
}

/// `DescriptorProto.ExtensionRange`; the end is not part of it.
#[derive(Clone, Debug, Default)]
pub(super) struct ExtensionRange {
    pub(super) range: Range,
    pub(super) options: Options,
}

/// `DescriptorProto.ReservedRange`, whose end is not part of it, or `EnumReservedRange`, whose end is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Range {
    pub(super) start: i32,
    pub(super) end: i32,
}

impl Range {
    /// Whether `number` is in it, whose end is not.
    pub(super) fn holds(self, number: i32) -> bool {
        self.start <= number && number < self.end
    }

    /// Whether the two have a number in common; the ends are not part of them.
    pub(super) fn overlaps(self, other: Self) -> bool {
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
pub(super) struct Oneof {
    pub(super) name: String,
    pub(super) options: Options,
}

/// `EnumDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(super) struct Enum {
    pub(super) name: String,
    pub(super) values: Vec<EnumValue>,
    pub(super) options: Options,
    pub(super) reserved_ranges: Vec<Range>,
    pub(super) reserved_names: Vec<Vec<u8>>,
    pub(super) visibility: Option<i32>,
}

/// `EnumValueDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(super) struct EnumValue {
    pub(super) name: String,
    pub(super) number: i32,
    pub(super) options: Options,
}

/// `ServiceDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(super) struct Service {
    pub(super) name: String,
    pub(super) methods: Vec<Method>,
    pub(super) options: Options,
}

/// `MethodDescriptorProto`.
#[derive(Clone, Debug, Default)]
pub(super) struct Method {
    pub(super) name: String,
    pub(super) input: String,
    pub(super) output: String,
    pub(super) options: Options,
    pub(super) client_streaming: bool,
    pub(super) server_streaming: bool,
}

/// The options of anything that has them.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    /// Those that are not interpreted yet.
    pub(super) written: Vec<WrittenOption>,
    /// The encoded options message, as it is interpreted; `Some` as soon as there is a place for options.
    pub(super) encoded: Option<Vec<u8>>,
}

/// An option as it is written.
#[derive(Clone, Debug)]
pub(super) struct WrittenOption {
    pub(super) name: Vec<NamePart>,
    pub(super) value: Value,
    /// Where name and value begin.
    pub(super) name_at: (u32, u32),
    pub(super) value_at: (u32, u32),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamePart {
    pub(super) name: String,
    /// Whether it stands in parentheses.
    pub(super) is_extension: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
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
pub(super) struct Location {
    pub(super) path: Vec<i32>,
    pub(super) span: Vec<u32>,
    pub(super) leading: Vec<u8>,
    pub(super) trailing: Vec<u8>,
    pub(super) detached: Vec<Vec<u8>>,
}

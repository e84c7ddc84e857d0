//! What the options of a file are set to.

use super::super::ImageFile;
use super::defaults::{self, Written};
use super::{Managed, ManagedOption, OptionValue, get};

/// The options of files that rules may name; a prefix or suffix is part of what another one is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FileOption {
    JavaPackage,
    JavaPackagePrefix,
    JavaPackageSuffix,
    JavaOuterClassname,
    JavaMultipleFiles,
    JavaStringCheckUtf8,
    OptimizeFor,
    GoPackage,
    GoPackagePrefix,
    CcEnableArenas,
    ObjcClassPrefix,
    CsharpNamespace,
    CsharpNamespacePrefix,
    PhpNamespace,
    PhpMetadataNamespace,
    PhpMetadataNamespaceSuffix,
    RubyPackage,
    RubyPackageSuffix,
    SwiftPrefix,
}

use FileOption as Opt;

impl FileOption {
    /// All of them, with their names in configurations.
    pub const ALL: [(&'static str, Self); 19] = [
        ("java_package", Opt::JavaPackage),
        ("java_package_prefix", Opt::JavaPackagePrefix),
        ("java_package_suffix", Opt::JavaPackageSuffix),
        ("java_outer_classname", Opt::JavaOuterClassname),
        ("java_multiple_files", Opt::JavaMultipleFiles),
        ("java_string_check_utf8", Opt::JavaStringCheckUtf8),
        ("optimize_for", Opt::OptimizeFor),
        ("go_package", Opt::GoPackage),
        ("go_package_prefix", Opt::GoPackagePrefix),
        ("cc_enable_arenas", Opt::CcEnableArenas),
        ("objc_class_prefix", Opt::ObjcClassPrefix),
        ("csharp_namespace", Opt::CsharpNamespace),
        ("csharp_namespace_prefix", Opt::CsharpNamespacePrefix),
        ("php_namespace", Opt::PhpNamespace),
        ("php_metadata_namespace", Opt::PhpMetadataNamespace),
        ("php_metadata_namespace_suffix", Opt::PhpMetadataNamespaceSuffix),
        ("ruby_package", Opt::RubyPackage),
        ("ruby_package_suffix", Opt::RubyPackageSuffix),
        ("swift_prefix", Opt::SwiftPrefix),
    ];

    /// Whether its value is a boolean.
    pub fn is_flag(self) -> bool {
        matches!(self, Opt::JavaMultipleFiles | Opt::JavaStringCheckUtf8 | Opt::CcEnableArenas)
    }
}

/// An option that is a string.
struct TextOption {
    option: FileOption,
    prefix: Option<FileOption>,
    suffix: Option<FileOption>,
    /// Its number in `google.protobuf.FileOptions`.
    number: u32,
    /// What holds without a rule.
    default: fn(&ImageFile) -> Written,
    /// What follows from the file, where rules do not give the whole value.
    value: fn(&ImageFile, &Written) -> String,
}

const TEXTS: [TextOption; 9] = [
    text(
        Opt::JavaOuterClassname,
        [None, None],
        8,
        |file| whole(defaults::java_outer_classname(file)),
        |file, _| defaults::java_outer_classname(file),
    ),
    text(
        Opt::JavaPackage,
        [Some(Opt::JavaPackagePrefix), Some(Opt::JavaPackageSuffix)],
        1,
        |_| Written { prefix: "com".into(), ..Written::default() },
        defaults::java_package,
    ),
    text(Opt::GoPackage, [Some(Opt::GoPackagePrefix), None], 11, |_| Written::default(), defaults::go_package),
    text(
        Opt::ObjcClassPrefix,
        [None, None],
        36,
        |file| whole(defaults::objc_class_prefix(file)),
        |file, _| defaults::objc_class_prefix(file),
    ),
    text(
        Opt::CsharpNamespace,
        [Some(Opt::CsharpNamespacePrefix), None],
        37,
        |file| whole(defaults::pascal_package(file, ".")),
        |file, written| defaults::joined(&written.prefix, ".", &defaults::pascal_package(file, ".")),
    ),
    text(
        Opt::PhpMetadataNamespace,
        [None, Some(Opt::PhpMetadataNamespaceSuffix)],
        44,
        |file| whole(defaults::with_suffix(defaults::php_namespace(file), "\\", "GPBMetadata")),
        |file, written| defaults::with_suffix(defaults::php_namespace(file), "\\", &written.suffix),
    ),
    text(
        Opt::PhpNamespace,
        [None, None],
        41,
        |file| whole(defaults::php_namespace(file)),
        |file, _| defaults::php_namespace(file),
    ),
    text(
        Opt::RubyPackage,
        [None, Some(Opt::RubyPackageSuffix)],
        45,
        |file| whole(defaults::pascal_package(file, "::")),
        |file, written| defaults::with_suffix(defaults::pascal_package(file, "::"), "::", &written.suffix),
    ),
    text(Opt::SwiftPrefix, [None, None], 39, |_| Written::default(), |_, written| written.value.clone()),
];

const fn text(
    option: FileOption,
    [prefix, suffix]: [Option<FileOption>; 2],
    number: u32,
    default: fn(&ImageFile) -> Written,
    value: fn(&ImageFile, &Written) -> String,
) -> TextOption {
    TextOption { option, prefix, suffix, number, default, value }
}

fn whole(value: String) -> Written {
    Written { value, ..Written::default() }
}

/// The first edition without the option, as its number.
const EDITION_2024: i32 = 1001;
const EDITION_2026: i32 = 1002;
/// `FileOptions.SPEED`
const SPEED: i32 = 1;

/// The options that are no strings: the number, what descriptors without it mean, what holds without a rule, and the first
/// edition that does not have it.
const OTHERS: [(FileOption, u32, OptionValue, OptionValue, Option<i32>); 4] = [
    (Opt::CcEnableArenas, 31, OptionValue::Flag(true), OptionValue::Flag(true), Some(EDITION_2026)),
    (Opt::JavaMultipleFiles, 10, OptionValue::Flag(false), OptionValue::Flag(true), Some(EDITION_2024)),
    (Opt::JavaStringCheckUtf8, 27, OptionValue::Flag(false), OptionValue::Flag(false), None),
    (Opt::OptimizeFor, 9, OptionValue::Number(SPEED), OptionValue::Number(SPEED), None),
];

/// The options of `file` that are to be changed, by their numbers.
pub(super) fn settings(managed: &Managed, file: &ImageFile) -> Vec<(u32, OptionValue)> {
    let texts = TEXTS.iter().filter_map(|option| {
        let value = option.wanted(managed, file).filter(|value| !value.is_empty())?;
        let value = OptionValue::Text(value);
        let is_set = get(&file.whole.options, option.number).as_ref() == Some(&value);
        (!is_set).then_some((option.number, value))
    });
    let others = OTHERS.iter().filter_map(|(option, number, unset, default, gone)| {
        let is_gone = gone.is_some_and(|edition| file.whole.edition.is_some_and(|of_file| of_file >= edition));
        if is_gone || managed.leaves_alone(*option, file) {
            return None;
        }
        let value = managed.written(*option, file).last().unwrap_or(default);
        let old = match (get(&file.whole.options, *number), unset) {
            (Some(OptionValue::Number(number)), OptionValue::Flag(_)) => OptionValue::Flag(number != 0),
            (Some(old), _) => old,
            (None, unset) => unset.clone(),
        };
        (old != *value).then(|| (*number, value.clone()))
    });
    texts.chain(others).collect()
}

impl Managed {
    /// Whether the `option` of `file` is left alone.
    fn leaves_alone(&self, option: FileOption, file: &ImageFile) -> bool {
        self.disables.iter().any(|rule| {
            rule.option.is_none_or(|other| other == ManagedOption::File(option)) && rule.files.match_file(file)
        })
    }

    /// What rules set the `option` of `file` to, in their order.
    fn written<'m>(&'m self, option: FileOption, file: &'m ImageFile) -> impl Iterator<Item = &'m OptionValue> {
        let rules = self.overrides.iter().filter(move |rule| rule.option == ManagedOption::File(option));
        rules.filter(|rule| rule.files.match_file(file)).map(|rule| &rule.value)
    }
}

impl TextOption {
    /// What the option is to be in `file`; `None` if it is left alone.
    fn wanted(&self, managed: &Managed, file: &ImageFile) -> Option<String> {
        if managed.leaves_alone(self.option, file) {
            return None;
        }
        let is_used = |option: &Option<FileOption>| option.filter(|option| !managed.leaves_alone(*option, file));
        let (prefix, suffix) = (is_used(&self.prefix), is_used(&self.suffix));
        let mut written = (self.default)(file);
        if prefix.is_none() {
            written.prefix.clear();
        }
        if suffix.is_none() {
            written.suffix.clear();
        }
        for rule in managed.overrides.iter().filter(|rule| rule.files.match_file(file)) {
            let (ManagedOption::File(option), OptionValue::Text(value)) = (rule.option, &rule.value) else { continue };
            // A whole value and its parts do not go together: the last rule counts.
            if option == self.option {
                written = whole(value.clone());
            } else if Some(option) == prefix {
                written = Written { value: String::new(), prefix: value.clone(), ..written };
            } else if Some(option) == suffix {
                written = Written { value: String::new(), suffix: value.clone(), ..written };
            }
        }
        if written == Written::default() {
            return None;
        }
        Some(if written.value.is_empty() { (self.value)(file, &written) } else { written.value })
    }
}

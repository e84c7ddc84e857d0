//! Managed mode of versions v1 and v1beta1, as rules of version v2.

use bufwasm_codegen::managed::{Disable, FileOption, Files, Managed, ManagedOption, Override};

use super::{file_option, path, value};
use crate::buf::fields::Fields;
use crate::buf::yaml::{Node, Place, Value};
use crate::failure::Result;

/// Options that are booleans.
const FLAGS: [(&str, FileOption); 3] = [
    ("cc_enable_arenas", FileOption::CcEnableArenas),
    ("java_multiple_files", FileOption::JavaMultipleFiles),
    ("java_string_check_utf8", FileOption::JavaStringCheckUtf8),
];

/// An option with exceptions for modules.
struct PerModule {
    name: &'static str,
    /// What exceptions leave alone.
    except: FileOption,
    /// What is set.
    option: FileOption,
    default: Default,
}

/// Whether there is a value for all modules.
#[derive(PartialEq)]
enum Default {
    Required,
    /// It may stand alone, in the place of the mapping.
    RequiredOrAlone,
    Optional,
    None,
}

const PER_MODULE: [PerModule; 7] = [
    per_module("java_package_prefix", FileOption::JavaPackage, FileOption::JavaPackagePrefix, Default::RequiredOrAlone),
    per_module("csharp_namespace", FileOption::CsharpNamespace, FileOption::CsharpNamespace, Default::None),
    per_module("optimize_for", FileOption::OptimizeFor, FileOption::OptimizeFor, Default::RequiredOrAlone),
    per_module("go_package_prefix", FileOption::GoPackage, FileOption::GoPackagePrefix, Default::Required),
    per_module("objc_class_prefix", FileOption::ObjcClassPrefix, FileOption::ObjcClassPrefix, Default::Optional),
    per_module("ruby_package", FileOption::RubyPackage, FileOption::RubyPackage, Default::None),
    per_module("swift_prefix", FileOption::SwiftPrefix, FileOption::SwiftPrefix, Default::Optional),
];

const fn per_module(name: &'static str, except: FileOption, option: FileOption, default: Default) -> PerModule {
    PerModule { name, except, option, default }
}

/// Whether managed mode is on, and the rules of version v1.
pub(in crate::buf::template) fn v1(node: &Node) -> Result<(bool, Managed)> {
    let names = FLAGS.iter().map(|(name, _)| *name).chain(PER_MODULE.iter().map(|option| option.name));
    let known: Vec<_> = ["enabled", "override"].into_iter().chain(names).collect();
    let fields = node.fields("managed", &known)?;
    let mut managed = Managed::default();
    flags(&fields, &mut managed)?;
    for option in &PER_MODULE {
        if let Some(node) = fields.node(option.name) {
            option.add(node, &mut managed)?;
        }
    }
    if let Some(node) = fields.node("override") {
        per_file(node, &mut managed)?;
    }
    Ok((fields.flag("enabled")?, managed))
}

/// The same of version v1beta1, where it stands apart from its `options`.
pub(in crate::buf::template) fn v1beta1(template: &Fields<'_>) -> Result<(bool, Managed)> {
    let mut managed = Managed::default();
    if let Some(node) = template.node("options") {
        let fields = node.fields("options", &["cc_enable_arenas", "java_multiple_files", "optimize_for"])?;
        flags(&fields, &mut managed)?;
        if let Some(node) = fields.node("optimize_for") {
            managed.overrides.push(rule(Files::default(), FileOption::OptimizeFor, node)?);
        }
    }
    Ok((template.flag("managed")?, managed))
}

fn flags(fields: &Fields<'_>, managed: &mut Managed) -> Result<()> {
    for (name, option) in FLAGS {
        if let Some(node) = fields.node(name) {
            managed.overrides.push(rule(Files::default(), option, node)?);
        }
    }
    Ok(())
}

/// A rule that sets the `option` of `files` to what `node` says.
fn rule(files: Files, option: FileOption, node: &Node) -> Result<Override> {
    let option = ManagedOption::File(option);
    Ok(Override { files, field: None, option, value: value(option, node)? })
}

impl PerModule {
    fn add(&self, node: &Node, managed: &mut Managed) -> Result<()> {
        if self.default == Default::RequiredOrAlone && matches!(node.value, Value::Scalar { .. }) {
            managed.overrides.push(rule(Files::default(), self.option, node)?);
            return Ok(());
        }
        let known: &[&str] =
            if self.default == Default::None { &["except", "override"] } else { &["default", "except", "override"] };
        let fields = node.fields(self.name, known)?;
        if known.iter().all(|field| fields.node(field).is_none()) {
            return Ok(());
        }
        match fields.node("default") {
            Some(default) => managed.overrides.push(rule(Files::default(), self.option, default)?),
            None if matches!(self.default, Default::Required | Default::RequiredOrAlone) => {
                return Err(node.place.wrong(format!("{} has to have a default", self.name)));
            }
            None => {}
        }
        let mut except = Vec::new();
        for item in fields.items("except")? {
            let name = super::module(item)?;
            if except.contains(&name) {
                return Err(item.place.wrong(format!("{name} is there twice")));
            }
            let files = Files { path: None, module: Some(name.clone()) };
            managed.disables.push(Disable { files, field: None, option: Some(ManagedOption::File(self.except)) });
            except.push(name);
        }
        for (name, node) in sorted(fields.node("override"))? {
            if except.contains(&name.to_owned()) {
                return Err(node.place.wrong(format!("{name} is an exception already")));
            }
            check_module(name, &node.place)?;
            let files = Files { path: None, module: Some(name.to_owned()) };
            managed.overrides.push(rule(files, self.option, node)?);
        }
        Ok(())
    }
}

/// The entries of a mapping from names to values, by the names.
fn sorted(node: Option<&Node>) -> Result<Vec<(&str, &Node)>> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let mut entries: Vec<_> = node.open("override")?.all().collect();
    entries.sort_by_key(|(name, _)| *name);
    Ok(entries)
}

fn check_module(name: &str, place: &Place) -> Result<()> {
    let text = Value::Scalar { text: name.to_owned(), is_plain: false };
    super::module(&Node { place: place.clone(), value: text }).map(drop)
}

/// The rules for single files: options, and of each a value for each file.
fn per_file(node: &Node, managed: &mut Managed) -> Result<()> {
    let named = |name: &str, place: &Place| Node {
        place: place.clone(),
        value: Value::Scalar { text: name.to_owned(), is_plain: false },
    };
    for (option, files) in sorted(Some(node))? {
        let option = file_option(&named(option, &files.place))?;
        for (file, node) in sorted(Some(files))? {
            let path = Some(path(&named(file, &node.place))?);
            // Booleans may stand in quotes here.
            let written = match (&node.value, option.is_flag()) {
                (Value::Scalar { text, .. }, true) => {
                    Node { place: node.place.clone(), value: Value::Scalar { text: text.clone(), is_plain: true } }
                }
                _ => node.clone(),
            };
            managed.overrides.push(rule(Files { path, module: None }, option, &written)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use bufwasm_codegen::managed::OptionValue;

    use super::*;
    use crate::buf::yaml::parse;

    fn said(text: &str) -> String {
        match v1(&parse("buf.gen.yaml", text.as_bytes()).unwrap()) {
            Ok(managed) => format!("{managed:?}"),
            Err(failure) => failure.message,
        }
    }

    #[test]
    fn exceptions_and_overrides_become_rules() {
        let text = "enabled: true\ngo_package_prefix: {default: x, except: [a/b/c], override: {d/e/f: y}}\n\
                    override: {JAVA_MULTIPLE_FILES: {a.proto: \"false\"}}\n";
        let (is_on, managed) = v1(&parse("buf.gen.yaml", text.as_bytes()).unwrap()).unwrap();
        assert!(is_on);
        let module = |name: &str| Files { path: None, module: Some(name.into()) };
        assert_eq!(managed.disables[0].files, module("a/b/c"));
        assert_eq!(managed.disables[0].option, Some(ManagedOption::File(FileOption::GoPackage)));
        let set: Vec<_> = managed.overrides.iter().map(|rule| (rule.files.clone(), rule.value.clone())).collect();
        let (text, file) =
            (|text: &str| OptionValue::Text(text.into()), Files { path: Some("a.proto".into()), module: None });
        assert_eq!(
            set,
            [(Files::default(), text("x")), (module("d/e/f"), text("y")), (file, OptionValue::Flag(false))]
        );
    }

    #[test]
    fn mistakes_are_told_where_they_are() {
        for (text, mistake) in [
            ("go_package_prefix: {except: [a/b/c]}", "buf.gen.yaml:1:20: go_package_prefix has to have a default"),
            ("ruby_package: {default: x}", "buf.gen.yaml:1:16: ruby_package has no field default"),
            ("objc_class_prefix: {except: [c]}", "buf.gen.yaml:1:30: c is no module: it has to be REGISTRY/OWNER/NAME"),
            (
                "optimize_for: FAST",
                "buf.gen.yaml:1:15: the value has to be one of SPEED, CODE_SIZE, LITE_RUNTIME, and is FAST",
            ),
            ("override: {GO: {a.proto: x}}", "buf.gen.yaml:1:16: there is no file_option go in managed mode"),
            ("override: {GO_PACKAGE: {../a.proto: x}}", "buf.gen.yaml:1:37: ../a.proto has to be a relative path"),
        ] {
            assert!(said(text).starts_with(mistake), "{}", said(text));
        }
    }
}

//! The files of a crate, and which of them use which: what `use` brings in, and what is named by its path.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ExprLit, ItemMod, ItemUse, Lit, Macro, Meta, UseTree};

/// A module of the crate, or an item in one, by the names that lead there from the crate's root.
type ItemPath = Vec<String>;

/// The modules of a crate without its tests, by their paths.
pub(crate) struct Sources(BTreeMap<ItemPath, Module>);

#[derive(Default)]
struct Module {
    /// `src/fs.rs`
    file: String,
    /// What `use` brings in, by the name it has here.
    imports: Vec<(String, ItemPath)>,
    /// What is named by a path, as it stands here.
    named: BTreeSet<ItemPath>,
}

impl Sources {
    /// The crate whose root is the file `at`, such as `cli/src/main.rs`; names of files start from `root`.
    pub(crate) fn read(root: &Path, at: &str) -> Self {
        let mut reader = Reader { root, folder: root.join(at).parent().unwrap().into(), modules: BTreeMap::new() };
        reader.file(&root.join(at), ItemPath::new());
        Self(reader.modules)
    }

    /// The names of the files.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|module| module.file.as_str())
    }

    /// The file of the crate's root.
    pub(crate) fn top(&self) -> &str {
        &self.0[&[][..]].file
    }

    /// Pairs of files of which the first uses the second.
    pub(crate) fn uses(&self) -> BTreeSet<(String, String)> {
        let mut uses = BTreeSet::new();
        for (at, module) in &self.0 {
            let imported = module.imports.iter().map(|(_, path)| path.clone());
            let named = module.named.iter().filter(|path| path.len() > 1).filter_map(|path| self.known(at, path));
            for path in imported.chain(named) {
                let used = &self.0[&self.home(&path, 0)].file;
                if *used != module.file {
                    uses.insert((module.file.clone(), used.clone()));
                }
            }
        }
        uses
    }

    /// `path`, which stands in the module `at`, from the crate's root; `None` for what is another crate's.
    fn known(&self, at: &[String], path: &[String]) -> Option<ItemPath> {
        let (first, rest) = path.split_first()?;
        if matches!(first.as_str(), "crate" | "self" | "super") {
            return absolute(path, at);
        }
        let inner = [at, std::slice::from_ref(first)].concat();
        let imported = || self.0[at].imports.iter().find(|(name, _)| name == first).map(|(_, path)| path.clone());
        let start = if self.0.contains_key(&inner) { Some(inner) } else { imported() };
        start.map(|start| [&start, rest].concat())
    }

    /// The module that what `path` names is written in, wherever it is handed on from.
    fn home(&self, path: &[String], depth: usize) -> ItemPath {
        assert!(depth < 20, "{path:?} is handed on in a circle");
        let mut module = ItemPath::new();
        for (at, name) in path.iter().enumerate() {
            let inner = [&module[..], std::slice::from_ref(name)].concat();
            if self.0.contains_key(&inner) {
                module = inner;
                continue;
            }
            let handed_on = self.0[&module].imports.iter().find(|(known, _)| known == name);
            return match handed_on {
                Some((_, from)) if from != path => self.home(&[from, &path[at + 1..]].concat(), depth + 1),
                _ => module,
            };
        }
        module
    }
}

/// `path`, which stands in the module `at`, from the crate's root; `None` for what begins at no module's name.
fn absolute(path: &[String], at: &[String]) -> Option<ItemPath> {
    let supers = path.iter().take_while(|name| *name == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([at, &path[1..]].concat()),
        "super" => Some([&at[..at.len().checked_sub(supers)?], &path[supers..]].concat()),
        _ => None,
    }
}

struct Reader<'a> {
    root: &'a Path,
    /// Where the file of the crate's root lies.
    folder: PathBuf,
    modules: BTreeMap<ItemPath, Module>,
}

impl Reader<'_> {
    fn file(&mut self, file: &Path, at: ItemPath) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let items = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display())).items;
        let name = file.strip_prefix(self.root).unwrap().to_str().unwrap().replace('\\', "/");
        self.module(&items, name, at);
    }

    fn module(&mut self, items: &[syn::Item], file: String, at: ItemPath) {
        let mut found = Found::default();
        items.iter().for_each(|item| found.visit_item(item));
        let Found { imports, named, inner } = found;
        for module in inner {
            let at = [&at[..], &[module.ident.to_string()]].concat();
            match &module.content {
                Some((_, items)) => self.module(items, file.clone(), at),
                None => self.file(&self.beside(&file, &module.attrs, &at), at),
            }
        }
        // The modules of this one are known now, and a path that `use` has may begin with one.
        let imports = imports.into_iter().filter_map(|(name, path)| {
            let first = [&at[..], &path[..1]].concat();
            let whole =
                if self.modules.contains_key(&first) { Some([&at[..], &path].concat()) } else { absolute(&path, &at) };
            whole.map(|path| (name, path))
        });
        let module = Module { file, imports: imports.collect(), named };
        self.modules.insert(at, module);
    }

    /// The file of the module `at`, which `file` declares with `attributes`.
    fn beside(&self, file: &str, attributes: &[Attribute], at: &[String]) -> PathBuf {
        let given = attributes.iter().find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => Some(&pair.value),
            _ => None,
        });
        match given {
            Some(Expr::Lit(ExprLit { lit: Lit::Str(path), .. })) => self.root.join(file).with_file_name(path.value()),
            _ => self.folder.join(at.join("/")).with_extension("rs"),
        }
    }
}

/// What stands in one module.
#[derive(Default)]
struct Found<'a> {
    imports: Vec<(String, ItemPath)>,
    named: BTreeSet<ItemPath>,
    /// The modules in it.
    inner: Vec<&'a ItemMod>,
}

impl<'ast> Visit<'ast> for Found<'ast> {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !is_test(&module.attrs) {
            self.inner.push(module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_test(&item.attrs) {
            self.tree(&item.tree, ItemPath::new());
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 && path.leading_colon.is_none() {
            self.named.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        self.visit_path(&called.path);
        self.tokens(called.tokens.clone());
    }
}

impl Found<'_> {
    fn tree(&mut self, tree: &UseTree, mut path: ItemPath) {
        match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.tree(&inner.tree, path);
            }
            UseTree::Name(name) if name.ident == "self" => {
                self.imports.extend(path.last().cloned().map(|name| (name, path)));
            }
            UseTree::Name(name) => {
                path.push(name.ident.to_string());
                self.imports.push((name.ident.to_string(), path));
            }
            UseTree::Rename(name) => {
                path.extend((name.ident != "self").then(|| name.ident.to_string()));
                self.imports.push((name.rename.to_string(), path));
            }
            UseTree::Glob(_) => self.imports.push(("*".into(), path)),
            UseTree::Group(group) => group.items.iter().for_each(|inner| self.tree(inner, path.clone())),
        }
    }

    /// The paths that a macro is given: names with `::` between them.
    fn tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (ItemPath::new(), 0);
        for token in tokens {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Ident(name) if colons == 2 => {
                    path.push(name.to_string());
                    colons = 0;
                }
                other => {
                    self.named.insert(std::mem::take(&mut path));
                    colons = 0;
                    match other {
                        TokenTree::Ident(name) => path.push(name.to_string()),
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        _ => {}
                    }
                }
            }
        }
        self.named.insert(path);
    }
}

/// Whether what has these attributes is for tests alone.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

//! Where protoc looks for .proto files (`compiler/importer.cc`, `DiskSourceTree`).

/// Directories of .proto files, in the order in which they are looked in.
pub(super) struct SourceTree(Vec<Mapping>);

/// What imports call a directory, and where it is.
struct Mapping {
    name: String,
    disk: String,
}

impl SourceTree {
    /// The tree of these directories: what imports call them, and where they are.
    pub(super) fn new(directories: &[(&str, &str)]) -> Self {
        let mapping = |&(name, disk): &(&str, &str)| Mapping { name: name.into(), disk: canonical(disk) };
        Self(directories.iter().map(mapping).collect())
    }

    /// Where the file may lie that imports call `name`.
    pub(super) fn disk_files(&self, name: &str) -> Vec<String> {
        if name != canonical(name) {
            return Vec::new();
        }
        self.0.iter().filter_map(|mapping| moved(name, &mapping.name, &mapping.disk)).collect()
    }

    /// What imports call the file at `disk`.
    pub(super) fn name_of(&self, disk: &str) -> Option<String> {
        let disk = canonical(disk);
        self.0.iter().find_map(|mapping| moved(&disk, &mapping.disk, &mapping.name))
    }
}

/// `path` without single dots and repeated slashes.
fn canonical(path: &str) -> String {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    let first = path.starts_with('/').then_some("");
    let last = path.ends_with('/').then_some("");
    first.into_iter().chain(parts).chain(last).collect::<Vec<_>>().join("/")
}

/// `path`, which lies in `from`, in `to`.
fn moved(path: &str, from: &str, to: &str) -> Option<String> {
    let below = match from {
        "" if path.starts_with('/') => return None,
        "" => path,
        _ if path == from => return Some(to.into()),
        _ => {
            let below = path.strip_prefix(from)?;
            if from.ends_with('/') { below } else { below.strip_prefix('/')? }
        }
    };
    let leads_up = below.split('/').any(|part| part == "..");
    let slash = if to.is_empty() { "" } else { "/" };
    (!leads_up).then(|| format!("{to}{slash}{below}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_every_directory_that_may_hold_them() {
        let tree = SourceTree::new(&[("", "."), ("", "./p//q"), ("x", "/r"), ("", "../s/")]);
        assert_eq!(tree.disk_files("a.proto"), ["a.proto", "p/q/a.proto", "../s//a.proto"]);
        assert_eq!(tree.disk_files("x/a.proto"), ["x/a.proto", "p/q/x/a.proto", "/r/a.proto", "../s//x/a.proto"]);
        for name in ["./a.proto", "b//a.proto", "../a.proto", "b/../a.proto", "/a.proto"] {
            assert_eq!(tree.disk_files(name), [""; 0], "{name}");
        }
    }

    #[test]
    fn files_are_named_by_the_first_directory_that_holds_them() {
        let tree = SourceTree::new(&[("x", "/r"), ("", "p"), ("", ".")]);
        for (disk, name) in [
            ("/r/a.proto", Some("x/a.proto")),
            ("p/./a.proto", Some("a.proto")),
            ("pq/a.proto", Some("pq/a.proto")),
            ("/s/a.proto", None),
            ("../a.proto", None),
        ] {
            assert_eq!(tree.name_of(disk).as_deref(), name, "{disk}");
        }
    }
}

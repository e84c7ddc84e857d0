//! Which of the Go standard library's own tests are run, and why the others are not. `cargo xtask` reads it, too.

/// The tests of one package, which `cargo xtask guests` builds as `target/guests/go-std/PATH.wasm`.
pub(crate) struct Package {
    /// The import path.
    pub(crate) path: &'static str,
    /// What the tests look for: where they see it, and where it is in Go's own directory.
    pub(crate) files: &'static [(&'static str, &'static str)],
    /// Changes to the tests' sources.
    pub(crate) edits: &'static [Edit],
    /// Tests that are not run.
    pub(crate) left_out: &'static [LeftOut],
    /// What `cargo test` runs; `cargo xtask std-tests` runs everything.
    pub(crate) quick: Quick,
}

/// How much of a package's tests is a fair sample.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quick {
    /// All of them: they take a few seconds.
    All,
    /// Those that the pattern matches.
    Some(&'static str),
    /// None: building or running them takes too long.
    None,
}

/// Tests that are not run. Under Node, all others pass or say themselves why they cannot.
pub(crate) struct LeftOut {
    /// Their names.
    pub(crate) tests: &'static [&'static str],
    /// Why.
    pub(crate) reason: &'static str,
}

/// A change to a file of the tests, which a file of ours beside this table completes: `PATH_test.go`, with `_` for `/`.
pub(crate) struct Edit {
    /// The file, in the package's directory.
    pub(crate) file: &'static str,
    /// Where what is replaced begins.
    pub(crate) from: &'static str,
    /// Where it ends.
    pub(crate) through: &'static str,
    /// What stands there instead.
    pub(crate) to: &'static str,
}

/// Left out in every package: `Example` functions, as `testing` captures their output in a temporary file, and benchmarks.
pub(crate) const RUN: &str = "^(Test|Fuzz)";

const MAKES_FILES: &str = "makes temporary files, and the file system is read-only";

/// Every package.
pub(crate) const PACKAGES: &[Package] = &[
    pure("bufio", Quick::None),
    Package {
        left_out: &[LeftOut {
            tests: &["TestIssue65571"],
            reason: "wants a slice of more than 2 GiB, four times the memory cap",
        }],
        ..pure("bytes", Quick::None)
    },
    pure("context", Quick::All),
    pure("encoding/ascii85", Quick::None),
    pure("encoding/asn1", Quick::None),
    pure("encoding/base32", Quick::None),
    pure("encoding/base64", Quick::All),
    pure("encoding/binary", Quick::None),
    pure("encoding/csv", Quick::All),
    Package {
        left_out: &[LeftOut { tests: &["TestLargeSlice"], reason: "takes 673 MiB, more than the memory cap" }],
        ..pure("encoding/gob", Quick::None)
    },
    pure("encoding/hex", Quick::All),
    pure("encoding/json", Quick::None),
    pure("encoding/pem", Quick::None),
    pure("encoding/xml", Quick::None),
    pure("errors", Quick::None),
    pure("fmt", Quick::None),
    Package { files: &[("format_test.go", "src/go/format/format_test.go")], ..pure("go/format", Quick::All) },
    Package {
        files: &[
            ("testdata", "src/go/parser/testdata"),
            ("printer/nodes.go", "src/go/printer/nodes.go"),
            ("interface.go", "src/go/parser/interface.go"),
            ("parser.go", "src/go/parser/parser.go"),
            ("parser_test.go", "src/go/parser/parser_test.go"),
            ("error_test.go", "src/go/parser/error_test.go"),
            ("short_test.go", "src/go/parser/short_test.go"),
        ],
        ..pure("go/parser", Quick::All)
    },
    Package {
        files: &[("testdata", "src/go/printer/testdata"), ("printer.go", "src/go/printer/printer.go")],
        ..pure("go/printer", Quick::None)
    },
    pure("go/scanner", Quick::None),
    Package {
        left_out: &[LeftOut {
            tests: &[
                "TestOffsetWriter_Seek",
                "TestOffsetWriter_WriteAt",
                "TestWriteAt_PositionPriorToBase",
                "TestOffsetWriter_Write",
            ],
            reason: MAKES_FILES,
        }],
        ..pure("io", Quick::None)
    },
    Package {
        files: &[("glob.go", "src/io/fs/glob.go"), ("fs/glob.go", "src/io/fs/glob.go")],
        left_out: &[LeftOut {
            tests: &["TestReadDirPath", "TestReadFilePath", "TestWalkDir", "TestIssue51617"],
            reason: MAKES_FILES,
        }],
        ..pure("io/fs", Quick::Some("^Test[^C]"))
    },
    pure("maps", Quick::None),
    pure("path", Quick::None),
    Package {
        files: &[
            ("match.go", "src/path/filepath/match.go"),
            ("filepath/match.go", "src/path/filepath/match.go"),
            ("src/unicode", "src/unicode"),
        ],
        left_out: &[LeftOut {
            tests: &[
                "TestGlobSymlink",
                "TestWalk",
                "TestWalkDir",
                "TestWalkSkipDirOnFile",
                "TestWalkSkipAllOnFile",
                "TestWalkFileError",
                "TestWalkSymlinkRoot",
                "TestEvalSymlinks",
                "TestEvalSymlinksIsNotExist",
                "TestIssue13582",
                "TestRelativeSymlinkToAbsolute",
                "TestAbs",
                "TestAbsEmptyString",
                "TestWalkSymlink",
                "TestIssue29372",
                "TestEvalSymlinksAboveRootChdir",
                "TestIssue51617",
                "TestEscaping",
                "TestEvalSymlinksTooManyLinks",
                "TestEvalSymlinksAboveRoot",
            ],
            reason: MAKES_FILES,
        }],
        ..pure("path/filepath", Quick::All)
    },
    pure("reflect", Quick::None),
    Package {
        files: &[("testdata", "src/regexp/testdata")],
        ..pure("regexp", Quick::Some("^Test(Find|Replace|Match|Split|GoodCompile|Expand)"))
    },
    pure("regexp/syntax", Quick::None),
    Package {
        files: &[
            ("align_runtime_test.go", "src/runtime/align_runtime_test.go"),
            ("lockrank.go", "src/runtime/lockrank.go"),
        ],
        left_out: &[LeftOut {
            tests: &["TestReadMetricsFinalizers"],
            reason: "counts finalizers, and those of the tests before it come too late under Node",
        }],
        ..pure("runtime", Quick::None)
    },
    pure("slices", Quick::None),
    pure("sort", Quick::All),
    pure("strconv", Quick::None),
    pure("strings", Quick::All),
    pure("sync", Quick::All),
    pure("sync/atomic", Quick::None),
    Package { edits: SYSCALL_JS, ..pure("syscall/js", Quick::All) },
    Package {
        left_out: &[LeftOut { tests: &["TestSymlink"], reason: MAKES_FILES }],
        ..pure("testing/fstest", Quick::None)
    },
    Package { files: &[("testdata", "src/text/template/testdata")], ..pure("text/template", Quick::All) },
    pure("text/template/parse", Quick::None),
    Package {
        files: &[("testdata", "src/time/testdata"), ("lib/time/zoneinfo.zip", "lib/time/zoneinfo.zip")],
        ..pure(
            "time",
            Quick::Some("^Test(After|Sleep|Tick|NewT|Reset|Stop|Timer|Parse|Format|Load|Zone|Unix|Now|Date|Local)"),
        )
    },
    pure("unicode/utf8", Quick::None),
];

/// A package whose tests look for no files and all pass.
const fn pure(path: &'static str, quick: Quick) -> Package {
    Package { path, files: &[], edits: &[], left_out: &[], quick }
}

/// The tests of `syscall/js` make values with `eval`; bufwasm runs no JavaScript, so the same values are made by calls.
const SYSCALL_JS: &[Edit] = &[
    Edit { file: "js_test.go", from: "js.Global().Call(\"eval\", `({", through: "})`)", to: "makeDummys()" },
    Edit {
        file: "js_test.go",
        from: "js.Global().Call(\"eval\", \"new",
        through: "\")",
        to: "js.Global().Get(\"Object\").New()",
    },
    Edit { file: "js_test.go", from: "js.Global().Call(\"eval\", \"(function", through: "\")", to: "makeFrozen()" },
    Edit { file: "js_test.go", from: "js.Global().Call(\"eval\", \"40", through: "\")", to: "js.ValueOf(40)" },
];

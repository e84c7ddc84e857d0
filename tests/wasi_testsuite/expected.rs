//! What the WASI project's test suite is expected to give without a scratch layer: every test passes but for those below,
//! which change files. With one, every test passes.
//!
//! `cargo xtask wasi-testsuite` checks each against the trace of its run: it has to fail, and the last call that is
//! answered with `EROFS` has to be the one that stands here.

/// A test that cannot pass over a read-only file system.
pub(crate) struct NeedsWriting {
    /// The suite's language, and the test's name.
    pub(crate) test: &'static str,
    /// The call that is refused.
    pub(crate) call: &'static str,
    /// The path it is refused for.
    pub(crate) path: &'static str,
    /// What the test is about.
    pub(crate) why: &'static str,
}

const fn row(test: &'static str, call: &'static str, path: &'static str, why: &'static str) -> NeedsWriting {
    NeedsWriting { test, call, path, why }
}

/// A line each, however long.
#[rustfmt::skip]
pub(crate) const NEEDS_WRITING: &[NeedsWriting] = &[
    row("c/pwrite-with-access", "path_open", "writeable/test_pwrite_pread.txt.cleanup", "writes a file, and reads it back"),
    row("c/pwrite-with-append", "path_open", "pwrite.cleanup", "appends to a file"),
    row("rust/directory_seek", "path_create_directory", "directory_seek_dir.cleanup", "seeks in a directory of its own"),
    row("rust/fd_advise", "path_open", "fd_advise_file.cleanup", "advises on a file of its own"),
    row("rust/fd_fdstat_set_rights", "path_create_directory", "rights_dir.cleanup", "takes rights from a directory of its own"),
    row("rust/fd_filestat_set", "path_open", "fd_filestat_set_file.cleanup", "sets the size and times of a file"),
    row("rust/fd_flags_set", "path_open", "fd_flags_set_file.cleanup", "appends to a file"),
    row("rust/fd_readdir", "path_create_directory", "fd_readdir_dir.cleanup", "lists a directory while it changes"),
    row("rust/file_allocate", "path_create_directory", "file_allocate_dir.cleanup", "makes a file longer"),
    row("rust/file_pread_pwrite", "path_create_directory", "file_pread_pwrite_dir.cleanup", "writes a file, and reads it back"),
    row("rust/file_seek_tell", "path_create_directory", "file_seek_tell_dir.cleanup", "writes a file, and seeks in it"),
    row("rust/file_truncation", "path_create_directory", "file_truncation_dir.cleanup", "makes a file shorter"),
    row("rust/file_unbuffered_write", "path_create_directory", "file_unbuffered_write_dir.cleanup", "writes a file, and reads it back"),
    row("rust/fstflags_validate", "path_open", "fstflags_validate.cleanup", "sets the times of a file"),
    row("rust/interesting_paths", "path_create_directory", "interesting_paths_dir.cleanup", "creates what its paths lead to"),
    row("rust/isatty", "path_create_directory", "isatty_dir.cleanup", "creates a file to ask about"),
    row("rust/nofollow_errors", "path_create_directory", "nofollow_errors_dir.cleanup", "creates symbolic links"),
    row("rust/overwrite_preopen", "path_create_directory", "overwrite_preopen_dir.cleanup", "renumbers a directory of its own"),
    row("rust/path_exists", "path_create_directory", "path_exists_dir.cleanup", "creates and removes a file and a directory"),
    row("rust/path_filestat", "path_create_directory", "path_filestat_dir.cleanup", "creates a file, and sets its times"),
    row("rust/path_link", "path_create_directory", "path_link_dir.cleanup", "creates hard links"),
    row("rust/path_open_create_existing", "path_create_directory", "path_open_create_existing_dir.cleanup", "creates a file that is to be there already"),
    row("rust/path_open_dirfd_not_dir", "path_create_directory", "path_open_dirfd_not_dir_dir.cleanup", "creates a file to open another beneath"),
    row("rust/path_open_missing", "path_create_directory", "path_open_missing_dir.cleanup", "creates a directory for what is missing"),
    row("rust/path_open_read_write", "path_open", "file.cleanup", "writes a file, and reads it back"),
    row("rust/path_rename", "path_create_directory", "path_rename_dir.cleanup", "renames files and directories"),
    row("rust/path_rename_dir_trailing_slashes", "path_create_directory", "path_rename_dir_trailing_slashes_dir.cleanup", "renames a directory"),
    row("rust/path_symlink_trailing_slashes", "path_create_directory", "path_symlink_trailing_slashes_dir.cleanup", "creates symbolic links"),
    row("rust/readlink", "path_create_directory", "readlink_dir.cleanup", "creates a symbolic link"),
    row("rust/remove_directory_trailing_slashes", "path_create_directory", "dir.cleanup", "creates and removes a directory"),
    row("rust/remove_nonempty_directory", "path_create_directory", "remove_nonempty_directory_dir.cleanup", "creates and removes directories"),
    row("rust/renumber", "path_create_directory", "renumber_dir.cleanup", "creates files to renumber"),
    row("rust/stdio", "path_create_directory", "stdio_dir.cleanup", "creates files to renumber the streams to"),
    row("rust/symlink_create", "path_create_directory", "symlink_create_dir.cleanup", "creates symbolic links"),
    row("rust/symlink_filestat", "path_create_directory", "symlink_filestat_dir.cleanup", "creates a symbolic link"),
    row("rust/symlink_loop", "path_create_directory", "symlink_loop_dir.cleanup", "creates symbolic links"),
    row("rust/truncation_rights", "path_create_directory", "truncation_rights_dir.cleanup", "creates a file to truncate"),
    row("rust/unlink_file_trailing_slashes", "path_create_directory", "unlink_file_trailing_slashes_dir.cleanup", "creates and removes a file"),
];

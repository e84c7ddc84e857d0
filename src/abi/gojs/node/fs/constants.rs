//! `fs.constants`, with the values that Linux has on x86-64.

use super::open::{O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY};
use super::stat::{S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK, W_OK, X_OK};
use crate::abi::gojs::js::{Member, Shape};

macro_rules! numbers {
    ($($name:literal = $value:expr),* $(,)?) => {
        Shape { constants: &[$(($name, Member::Number($value as f64))),*], ..Shape::EMPTY }
    };
}

/// `fs.constants`; `syscall/fs_js.go` reads those of `O_…` that have to do with creating and writing, and `O_DIRECTORY` from
/// Go 1.24 on.
pub(super) const CONSTANTS: Shape = numbers![
    "O_RDONLY" = O_RDONLY,
    "O_WRONLY" = O_WRONLY,
    "O_RDWR" = O_RDWR,
    "S_IFMT" = S_IFMT,
    "S_IFREG" = S_IFREG,
    "S_IFDIR" = S_IFDIR,
    "S_IFCHR" = S_IFCHR,
    "S_IFBLK" = S_IFBLK,
    "S_IFIFO" = S_IFIFO,
    "S_IFLNK" = S_IFLNK,
    "S_IFSOCK" = S_IFSOCK,
    "O_CREAT" = O_CREAT,
    "O_EXCL" = O_EXCL,
    "O_NOCTTY" = 0o400,
    "O_TRUNC" = O_TRUNC,
    "O_APPEND" = O_APPEND,
    "O_DIRECTORY" = O_DIRECTORY,
    "O_NOATIME" = 0o1_000_000,
    "O_NOFOLLOW" = 0o400_000,
    "O_SYNC" = O_SYNC,
    "O_DSYNC" = 0o10_000,
    "O_DIRECT" = 0o40_000,
    "O_NONBLOCK" = 0o4_000,
    "S_IRWXU" = 0o700,
    "S_IRUSR" = 0o400,
    "S_IWUSR" = 0o200,
    "S_IXUSR" = 0o100,
    "S_IRWXG" = 0o070,
    "S_IRGRP" = 0o040,
    "S_IWGRP" = 0o020,
    "S_IXGRP" = 0o010,
    "S_IRWXO" = 0o007,
    "S_IROTH" = 0o004,
    "S_IWOTH" = 0o002,
    "S_IXOTH" = 0o001,
    "F_OK" = 0,
    "R_OK" = 4,
    "W_OK" = W_OK,
    "X_OK" = X_OK,
];

//! The read-only file system a guest sees.

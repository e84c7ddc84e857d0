//! The `.bufplugin` custom section.

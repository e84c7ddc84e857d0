//! The pages of docs/plugins: each page's examples are run, one after another, and bufwasm generates something from
//! `shop.proto` with every plugin that they make.

use crate::shell::{Room, document, examples};

/// A page, and the number of times that it generates something.
macro_rules! pages {
    ($($page:ident: $times:literal,)*) => {$(
        #[test]
        fn $page() {
            try_page(stringify!($page), $times);
        }
    )*};
}

pages! {
    assemblyscript: 1,
    c_cpp: 2,
    go: 4,
    rust: 3,
}

fn try_page(page: &str, times: usize) {
    let script = examples(&document(&format!("docs/plugins/{}.md", page.replace('_', "-"))), "sh").join("\n");
    assert_eq!(script.matches("bufwasm generate ").count(), times, "{page} has other examples");
    let room = Room::new();
    room.write("shop.proto", examples(&document("docs/plugins/README.md"), "proto").concat());
    // Each run has to make its own files.
    let script = script.replace("bufwasm generate ", "rm -rf gen; bufwasm generate ");
    room.run(page, &script.lines().map(checked).collect::<Vec<_>>().join("\n"));
}

/// `line`, and after a run of bufwasm that there is something in what it says it made.
fn checked(line: &str) -> String {
    if line.contains("bufwasm generate ") { format!("{line}\ntest -n \"$(ls gen)\"") } else { line.to_owned() }
}

//! Where the lines of a shown object break.

/// Columns of a line.
const WIDTH: usize = 80;
/// Levels of objects, from the inside, that may share a line.
const COMPACT: usize = 3;

/// What stands between an object's brackets.
pub(super) struct Entries {
    pub(super) list: Vec<String>,
    /// Whether they are items of an array, of which many go into columns.
    pub(super) is_list: bool,
    /// How many of an array's items are left out; then the last entry says so.
    left_out: usize,
    /// Whether they are all numbers, which are aligned to the right.
    are_numbers: bool,
}

/// The columns that an entry takes, near enough: one for each character.
fn width(text: &str) -> usize {
    text.chars().count()
}

impl Entries {
    pub(super) fn plain(list: Vec<String>) -> Self {
        Self { list, is_list: false, left_out: 0, are_numbers: false }
    }

    /// The first items of an array of `length`.
    pub(super) fn list(mut list: Vec<String>, length: usize, are_numbers: bool) -> Self {
        let left_out = length - list.len();
        if left_out > 0 {
            list.push(format!("... {left_out} more item{}", if left_out > 1 { "s" } else { "" }));
        }
        Self { list, is_list: true, left_out, are_numbers: are_numbers && left_out == 0 }
    }

    /// The entries in their brackets, `inner` levels of objects inside them.
    pub(super) fn lay_out(mut self, base: &str, open: &str, close: &str, indent: usize, inner: usize) -> String {
        let count = self.list.len();
        if self.is_list && count > 6 {
            self.list = self.columns(indent);
        }
        let base_part = if base.is_empty() { String::new() } else { format!("{base} ") };
        let is_grouped = count != self.list.len();
        if inner < COMPACT && !is_grouped {
            let start = count + indent + width(open) + width(base) + 10;
            let length = start + count + self.list.iter().map(|entry| width(entry)).sum::<usize>();
            let fits = length <= WIDTH && start + 2 * count <= WIDTH;
            if fits && !base.contains('\n') && !self.list.iter().any(|entry| entry.contains('\n')) {
                return format!("{base_part}{open} {} {close}", self.list.join(", "));
            }
        }
        let line = format!("\n{}", " ".repeat(indent));
        format!("{base_part}{open}{line}  {}{line}{close}", self.list.join(&format!(",{line}  ")))
    }

    /// Lines of several entries each, if they are much alike in length.
    fn columns(&self, indent: usize) -> Vec<String> {
        const SEPARATOR: usize = 2;
        let is_cut = self.left_out > 0;
        let shown = &self.list[..self.list.len() - usize::from(is_cut)];
        let widths: Vec<usize> = shown.iter().map(|entry| width(entry)).collect();
        let total: usize = widths.iter().map(|width| width + SEPARATOR).sum();
        let widest = widths.iter().copied().max().unwrap_or(0);
        let cell = widest + SEPARATOR;
        if cell * 3 + indent >= WIDTH || (total as f64 / cell as f64 <= 5.0 && widest > 6) {
            return self.list.clone();
        }
        let columns = column_count(cell, total, self.list.len(), shown.len(), indent);
        if columns <= 1 {
            return self.list.clone();
        }
        let cells: Vec<usize> = (0..columns)
            .map(|column| widths.iter().skip(column).step_by(columns).max().copied().unwrap_or(0) + SEPARATOR)
            .collect();
        let mut lines: Vec<String> = shown.chunks(columns).map(|line| self.line(line, &cells)).collect();
        lines.extend(self.list.last().filter(|_| is_cut).cloned());
        lines
    }

    fn line(&self, entries: &[String], cells: &[usize]) -> String {
        let mut line = String::new();
        for (index, (entry, &cell)) in entries.iter().zip(cells).enumerate() {
            let is_last = index + 1 == entries.len();
            let text = if is_last { entry.clone() } else { format!("{entry}, ") };
            let cell = if is_last { cell - 2 } else { cell };
            let padding = " ".repeat(cell.saturating_sub(width(&text)));
            match (self.are_numbers, is_last) {
                (true, _) => line.extend([padding, text]),
                (false, false) => line.extend([text, padding]),
                (false, true) => line.push_str(&text),
            }
        }
        line
    }
}

/// How many columns make about a square, with characters two and a half times as high as wide.
fn column_count(cell: usize, total: usize, entries: usize, shown: usize, indent: usize) -> usize {
    let bias = (cell as f64 - total as f64 / entries as f64).sqrt();
    let biased = (cell as f64 - 3.0 - bias).max(1.0);
    let square = ((2.5 * biased * shown as f64).sqrt() / biased + 0.5).floor() as usize;
    square.min((WIDTH - indent.min(WIDTH)) / cell).min(COMPACT * 4).min(15)
}

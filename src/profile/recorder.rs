//! Records which function called which, and what each spent, while a guest runs.

use std::collections::HashMap;

/// Calls that are recorded one inside the other. The functions of those that are nested deeper are recorded as if this many calls
/// led to them: otherwise a recursion would make as many paths as it has calls.
const MOST_NESTED: usize = 256;
/// Call paths that are told apart. What comes after is recorded where its path leaves those that are known.
const MOST_PATHS: usize = 1 << 18;

/// The path that everything begins at, which is no function's.
pub(crate) const ROOT: usize = 0;

/// A call path: the function that it ends in, and the path of its caller.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Path {
    pub(crate) function: u32,
    pub(crate) caller: usize,
    pub(crate) calls: u64,
    /// Units that the function spent itself.
    pub(crate) fuel: u64,
    /// The path that a call from here led to last.
    last: usize,
}

/// A call that is under way.
#[derive(Clone, Copy, Debug)]
struct Call {
    function: u32,
    path: u32,
}

/// What a run has done so far.
#[derive(Debug)]
pub(crate) struct Recorder {
    paths: Vec<Path>,
    known: HashMap<(usize, u32), usize>,
    stack: Vec<Call>,
    /// Units of fuel that were left when something was recorded last.
    left: u64,
    lent: u64,
}

impl Recorder {
    /// A recorder of a run that has `fuel`, of which so many units are `lent`: they are beyond what it may spend.
    pub(crate) fn new(fuel: u64, lent: u64) -> Self {
        let root = Path { function: 0, caller: ROOT, calls: 0, fuel: 0, last: ROOT };
        Self { paths: vec![root], known: HashMap::new(), stack: Vec::new(), left: fuel, lent }
    }

    /// Whether a run has spent all it may when so many units are `left`.
    pub(crate) fn is_over(&self, left: u64) -> bool {
        left < self.lent
    }

    /// `function` begins, with so many units `left`.
    pub(crate) fn enter(&mut self, function: u32, left: u64) {
        self.spend(left);
        let caller = self.caller();
        let last = self.paths[caller].last;
        let path =
            if last != ROOT && self.paths[last].function == function { last } else { self.path(caller, function) };
        self.paths[caller].last = path;
        self.paths[path].calls += 1;
        self.stack.push(Call { function, path: path as u32 });
    }

    /// The function that began last ends, with so many units `left`.
    pub(crate) fn leave(&mut self, left: u64) {
        self.spend(left);
        self.stack.pop();
    }

    /// Adds what was spent until so many units are `left` to the function that spent it.
    pub(crate) fn spend(&mut self, left: u64) {
        let path = self.top();
        self.paths[path].fuel += self.left.saturating_sub(left);
        self.left = left;
    }

    /// Units of fuel that were spent.
    pub(crate) fn fuel(&self) -> u64 {
        self.paths.iter().map(|path| path.fuel).sum()
    }

    /// All paths. The first is [`ROOT`], and a caller's stands before those that it leads to.
    pub(crate) fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// The functions of the calls under way, innermost first.
    pub(crate) fn stack(&self) -> impl ExactSizeIterator<Item = u32> {
        self.stack.iter().rev().map(|call| call.function)
    }

    fn top(&self) -> usize {
        self.stack.last().map_or(ROOT, |call| call.path as usize)
    }

    /// The path that a call leads on from.
    fn caller(&self) -> usize {
        match self.stack.get(MOST_NESTED - 1) {
            Some(call) => call.path as usize,
            None => self.top(),
        }
    }

    fn path(&mut self, caller: usize, function: u32) -> usize {
        let next = self.paths.len();
        if next >= MOST_PATHS {
            return self.known.get(&(caller, function)).copied().unwrap_or(caller);
        }
        *self.known.entry((caller, function)).or_insert_with(|| {
            self.paths.push(Path { function, caller, calls: 0, fuel: 0, last: ROOT });
            next
        })
    }
}

//! What runs have spent, by the functions' names.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Recorder;
use super::recorder::ROOT;

/// Where runs have spent their fuel: by call path, which is the names of the functions that were called one inside the other.
///
/// It is the same in every run that is the same. Functions of one name count as one, also where one calls the other, and a function without a name is called by
/// its index, such as `function 12`. Of calls that are nested more than 256 deep, a path leaves out those in the middle.
#[derive(Clone, Debug)]
pub struct Profile {
    names: Vec<String>,
    by_name: HashMap<String, usize>,
    paths: Vec<Path>,
    known: HashMap<(usize, usize), usize>,
}

/// A call path: the last function's name, and the path of its caller.
#[derive(Clone, Copy, Debug)]
struct Path {
    name: usize,
    caller: usize,
    calls: u64,
    fuel: u64,
}

impl Default for Profile {
    fn default() -> Self {
        let root = Path { name: 0, caller: ROOT, calls: 0, fuel: 0 };
        Self { names: Vec::new(), by_name: HashMap::new(), paths: vec![root], known: HashMap::new() }
    }
}

impl Profile {
    /// Units of fuel that all runs spent together.
    pub fn fuel(&self) -> u64 {
        self.paths.iter().map(|path| path.fuel).sum()
    }

    /// Calls `visit` with each call path, which is the names of functions, outermost first; with how often it was taken, and with
    /// the units of fuel that its last function spent itself. Paths come in the order of their names.
    pub fn visit<'a>(&'a self, mut visit: impl FnMut(&[&'a str], u64, u64)) {
        let mut callees = vec![Vec::new(); self.paths.len()];
        for (at, path) in self.paths.iter().enumerate().skip(1) {
            callees[path.caller].push(at);
        }
        for callees in &mut callees {
            callees.sort_by_key(|at| Reverse(&self.names[self.paths[*at].name]));
        }
        let mut names = Vec::new();
        let mut rest: Vec<_> = callees[ROOT].iter().map(|at| (0, *at)).collect();
        while let Some((depth, at)) = rest.pop() {
            let Path { name, calls, fuel, .. } = self.paths[at];
            names.truncate(depth);
            names.push(&*self.names[name]);
            rest.extend(callees[at].iter().map(|callee| (depth + 1, *callee)));
            visit(&names, calls, fuel);
        }
    }

    /// The profile as folded stacks, which programs that draw flame graphs read: a line for each call path, with the names of its
    /// functions and the units of fuel that the last of them spent itself.
    pub fn folded(&self) -> String {
        let mut text = String::new();
        self.visit(|path, _, fuel| {
            if fuel > 0 {
                let path: Vec<_> = path.iter().map(|name| name.replace([';', '\n', '\r'], ",")).collect();
                text += &format!("{} {fuel}\n", path.join(";"));
            }
        });
        text
    }

    /// The same profile with `name` given to each function in place of its own, and below a function called `outermost`.
    pub fn named(&self, outermost: &str, name: impl Fn(&str) -> String) -> Self {
        let mut named = Self::default();
        let above = named.path(ROOT, outermost);
        let names: Vec<_> = self.names.iter().map(|own| name(own)).collect();
        named.merge(self, above, |path| &names[path.name]);
        named
    }

    /// Adds what `other` has spent.
    pub fn add(&mut self, other: &Self) {
        self.merge(other, ROOT, |path| &other.names[path.name]);
    }

    /// Adds what a run has spent, whose functions have these names.
    pub(crate) fn add_run(&mut self, recorder: &Recorder, name: impl Fn(u32) -> String) {
        let mut names = HashMap::new();
        let mut places = vec![ROOT];
        for path in recorder.paths().iter().skip(1) {
            let name = names.entry(path.function).or_insert_with(|| name(path.function));
            let (above, caller) = (places[path.caller], recorder.paths()[path.caller].function);
            // One of the functions that another was made into.
            let is_part = above != ROOT && caller != path.function && self.names[self.paths[above].name] == *name;
            let place = if is_part { above } else { self.path(above, name) };
            places.push(place);
            self.count(place, if is_part { 0 } else { path.calls }, path.fuel);
        }
        // What no function spent: a module's data are not charged, so there is nothing.
        self.paths[ROOT].fuel += recorder.paths()[ROOT].fuel;
    }

    fn merge<'a>(&mut self, other: &'a Self, above: usize, name: impl Fn(&Path) -> &'a String) {
        let mut places = vec![above];
        for path in other.paths.iter().skip(1) {
            let place = self.path(places[path.caller], name(path));
            places.push(place);
            self.count(place, path.calls, path.fuel);
        }
        self.paths[above].fuel += other.paths[ROOT].fuel;
    }

    fn count(&mut self, place: usize, calls: u64, fuel: u64) {
        let path = &mut self.paths[place];
        path.calls += calls;
        path.fuel += fuel;
    }

    /// The path that a call of the function `name` leads to from `caller`.
    fn path(&mut self, caller: usize, name: &str) -> usize {
        let name = match self.by_name.get(name) {
            Some(known) => *known,
            None => {
                self.by_name.insert(name.to_owned(), self.names.len());
                self.names.push(name.to_owned());
                self.names.len() - 1
            }
        };
        let next = self.paths.len();
        *self.known.entry((caller, name)).or_insert_with(|| {
            self.paths.push(Path { name, caller, calls: 0, fuel: 0 });
            next
        })
    }
}

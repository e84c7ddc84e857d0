//! Runs a plugin with request after request, and keeps what teaches something.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::coverage::{Coverage, Sighting};
use crate::dice::Dice;
use crate::event::{Event, Progress};
use crate::finding::Finding;
use crate::findings::Findings;
use crate::mutate::Parent;
use crate::target::{Plugin, SetUpError, Target};
use crate::verdict::{self, Fault, Verdict};

/// How long a campaign goes on, and what its choices begin with.
///
/// Two campaigns with the same plugin, seeds, `random` and `runs` find the same, however many `jobs` they have.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What its choices begin with.
    pub random: u64,
    /// Runs with new requests after which it ends, those that confirm and minimise a finding not counted.
    pub runs: Option<u64>,
    /// Time after which it ends, as soon as the runs under way have ended.
    pub time: Option<Duration>,
    /// Runs at the same time.
    pub jobs: NonZero<usize>,
}

/// What a campaign came to.
#[derive(Clone, Debug)]
pub struct Report {
    /// Figures.
    pub progress: Progress,
    /// What it found, in the order of the runs.
    pub findings: Vec<Finding>,
    /// Units of fuel after which a run counted as one that hangs.
    pub fuel: u64,
    /// What the plugin said to the first seed, when it refused every one of them.
    pub refuses_seeds: Option<String>,
}

/// Requests that are made at a time. All see the same state, so that it makes no difference how many run at once.
const BATCH: usize = 32;

/// Kept requests that count as the newest.
const NEWEST: usize = 16;

/// The largest request that is made, in bytes, unless a seed is larger than half of it.
const ROOM: usize = 64 << 10;

/// Fuel of the costliest seed that a run may burn this many times before it counts as one that hangs.
const FUEL_FACTOR: u64 = 20;
/// The least fuel that a run may burn: a second or so of an empty loop.
const LEAST_FUEL: u64 = 1_000_000_000;
/// The most fuel that a seed may burn to count as one that does not hang itself.
const MOST_SEED_FUEL: u64 = 20_000_000_000;

/// Fuzzes `plugin`, beginning with the requests `seeds`.
///
/// # Errors
///
/// The plugin cannot be run, or there is no seed.
pub fn fuzz(
    mut plugin: Plugin,
    seeds: Vec<Vec<u8>>,
    settings: &Settings,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Report, SetUpError> {
    if seeds.is_empty() {
        return Err(SetUpError::NoSeed);
    }
    let fuel = plugin.limits.fuel.map_or_else(|| fuel_limit(&plugin, &seeds), Ok)?;
    plugin.limits.fuel = Some(fuel);
    let target = Target::new(plugin)?;
    let mut campaign = Campaign::new(&target, settings, &seeds);
    let refuses_seeds = campaign.begin(seeds, tell);
    while let Some(count) = campaign.left() {
        let plans = campaign.plans(count);
        campaign.batch(plans, tell);
    }
    Ok(Report { progress: campaign.progress, findings: campaign.findings.into_list(), fuel, refuses_seeds })
}

/// Fuel after which a run counts as one that hangs, by what the seeds burn.
///
/// # Errors
///
/// The plugin cannot be run.
pub fn fuel_limit(plugin: &Plugin, seeds: &[Vec<u8>]) -> Result<u64, SetUpError> {
    let burned = seeds.iter().map(|seed| plugin.fuel_for(seed, MOST_SEED_FUEL)).collect::<Result<Vec<_>, _>>()?;
    let most = burned.into_iter().filter(|fuel| *fuel < MOST_SEED_FUEL).max().unwrap_or(0);
    Ok(most.saturating_mul(FUEL_FACTOR).max(LEAST_FUEL))
}

/// A campaign under way.
struct Campaign<'a> {
    target: &'a Target,
    settings: &'a Settings,
    begun: Instant,
    dice: Dice,
    room: usize,
    coverage: Coverage,
    kept: Vec<Kept>,
    /// Those of the kept requests that protoc could send and the plugin answers.
    good: Vec<usize>,
    findings: Findings<'a>,
    progress: Progress,
    /// How the plugin refused something first.
    refusal: Option<String>,
}

/// Where a request comes from.
enum Source {
    Seed(Vec<u8>),
    /// Kept requests by their indices, and what the choices begin with.
    Child {
        parent: usize,
        other: usize,
        random: u64,
    },
}

/// A request that made something new happen.
struct Kept {
    request: Parent,
    fuel: u64,
}

/// What a run with a request came to.
struct Trial {
    request: Vec<u8>,
    verdict: Verdict,
    news: Vec<Sighting>,
    fuel: u64,
    unstable: Option<Fault>,
}

impl<'a> Campaign<'a> {
    fn new(target: &'a Target, settings: &'a Settings, seeds: &[Vec<u8>]) -> Self {
        let largest = seeds.iter().map(Vec::len).max().unwrap_or(0);
        let progress = Progress { all_blocks: target.blocks.count as usize, ..Progress::default() };
        Self {
            target,
            settings,
            begun: Instant::now(),
            dice: Dice::new(settings.random),
            room: ROOM.max(2 * largest),
            coverage: Coverage::new(target.blocks.count),
            kept: Vec::new(),
            good: Vec::new(),
            findings: Findings::new(target),
            progress,
            refusal: None,
        }
    }

    /// Runs the plugin with the seeds. What it said to the first, if it refuses them all.
    fn begin(&mut self, seeds: Vec<Vec<u8>>, tell: &mut dyn FnMut(Event<'_>)) -> Option<String> {
        let count = seeds.len() as u64;
        let mut seeds = seeds.into_iter().peekable();
        while seeds.peek().is_some() {
            let some = seeds.by_ref().take(BATCH).map(Source::Seed).collect();
            self.batch(some, tell);
        }
        if self.progress.refused == count { self.refusal.take() } else { None }
    }

    /// How many requests to make next; `None` when it is over.
    fn left(&self) -> Option<usize> {
        let is_late = self.settings.time.is_some_and(|time| self.begun.elapsed() >= time);
        let left = self.settings.runs.map_or(u64::MAX, |runs| runs.saturating_sub(self.progress.runs));
        let count = BATCH.min(usize::try_from(left).unwrap_or(BATCH));
        (!is_late && count > 0).then_some(count)
    }

    /// Chooses what to make `count` requests of. They are made where they run, since that takes its time too.
    fn plans(&mut self, count: usize) -> Vec<Source> {
        let plan = |_| Source::Child {
            parent: self.parent(),
            other: self.dice.below(self.kept.len()),
            random: self.dice.number(),
        };
        (0..count).map(plan).collect()
    }

    /// One of the kept requests: mostly one that protoc could send and the plugin answers, often one of the newest, and the cheaper of two.
    fn parent(&mut self) -> usize {
        let only_good = !self.good.is_empty() && !self.dice.once_in(4);
        let count = if only_good { self.good.len() } else { self.kept.len() };
        let newest = if self.dice.once_in(3) { count.saturating_sub(NEWEST) } else { 0 };
        let [one, other] = [(), ()].map(|()| {
            let at = newest + self.dice.below(count - newest);
            if only_good { self.good[at] } else { at }
        });
        if self.kept[one].fuel <= self.kept[other].fuel { one } else { other }
    }

    fn keep(&mut self, request: Vec<u8>, fuel: u64, is_answered: bool) {
        let request = Parent::new(request);
        if request.valid && is_answered {
            self.good.push(self.kept.len());
        }
        self.kept.push(Kept { request, fuel });
    }

    /// Runs the plugin with requests from `sources`, and takes in what that teaches, in their order.
    fn batch(&mut self, sources: Vec<Source>, tell: &mut dyn FnMut(Event<'_>)) {
        let trials = self.trials(&sources);
        for (source, trial) in sources.iter().zip(trials) {
            self.progress.runs += 1;
            self.learn(trial, matches!(source, Source::Seed(_)), tell);
            self.progress.findings = self.findings.count();
        }
        (self.progress.blocks, self.progress.kept) = (self.coverage.blocks, self.kept.len());
        tell(Event::Progress(&self.progress));
    }

    /// Takes in what one run teaches. Seeds are kept in any case, unless they show a fault; but there must be one to begin
    /// with.
    fn learn(&mut self, trial: Trial, is_seed: bool, tell: &mut dyn FnMut(Event<'_>)) {
        let Trial { request, verdict, news, fuel, unstable } = trial;
        let (is_wrong, is_answered) = (matches!(verdict, Verdict::Wrong(_)), verdict == Verdict::Answered);
        let fault = match verdict {
            Verdict::Wrong(fault) => Some(fault),
            Verdict::Refused(reason) => {
                self.progress.refused += 1;
                self.refusal.get_or_insert(reason);
                unstable
            }
            Verdict::Answered => unstable,
        };
        if let Some(fault) = fault {
            self.findings.suspect(&request, fault, self.progress.runs, tell);
        }
        let keeps = if is_wrong { self.kept.is_empty() } else { self.coverage.add(&news) || is_seed };
        if keeps {
            self.keep(request, fuel, is_answered);
        }
    }

    /// Runs the plugin with requests from `sources`, several at a time.
    fn trials(&self, sources: &[Source]) -> Vec<Trial> {
        let next = AtomicUsize::new(0);
        let done = Mutex::new(HashMap::new());
        let work = || {
            while let Some((at, source)) = take(sources, &next) {
                let trial = self.trial(self.request(source));
                done.lock().unwrap_or_else(PoisonError::into_inner).insert(at, trial);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.settings.jobs.get().min(sources.len()) {
                scope.spawn(work);
            }
            work();
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        (0..sources.len()).filter_map(|at| done.remove(&at)).collect()
    }

    fn request(&self, source: &Source) -> Vec<u8> {
        match source {
            Source::Seed(request) => request.clone(),
            Source::Child { parent, other, random } => {
                let [parent, other] = [parent, other].map(|at| &self.kept[*at].request);
                parent.child(other, self.room, &mut Dice::new(*random))
            }
        }
    }

    /// Runs the plugin with `request`, and again in another world if it does something new.
    fn trial(&self, request: Vec<u8>) -> Trial {
        let mut news = Vec::new();
        let observation = self.target.count(&request, |hits| news = self.coverage.news(hits));
        let verdict = verdict::of(&observation);
        let is_wrong = matches!(verdict, Verdict::Wrong(_));
        let unstable = if is_wrong || news.is_empty() { None } else { self.target.unstable(&request, &observation) };
        Trial { request, verdict, news, fuel: observation.fuel, unstable }
    }
}

/// The next of `items` that nobody has taken, and its index.
fn take<'i, T>(items: &'i [T], next: &AtomicUsize) -> Option<(usize, &'i T)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    Some((at, items.get(at)?))
}

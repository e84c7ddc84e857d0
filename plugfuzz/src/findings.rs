//! What a campaign found: one finding for a bug, however often it shows.

use std::collections::HashMap;

use crate::event::Event;
use crate::finding::Finding;
use crate::minimise::{Patience, minimise};
use crate::model::Request;
use crate::sources::{ProtoSources, sources};
use crate::target::Target;
use crate::valid::is_valid;
use crate::verdict::{Fault, FaultKind, Signature, Verdict};

/// The findings of a campaign.
pub(crate) struct Findings<'a> {
    target: &'a Target,
    list: Vec<Finding>,
    /// The finding that a signature belongs to, as first seen or as it is after minimising.
    known: HashMap<Signature, usize>,
    /// How often a fault that does not tell its place was looked at closely, by what it does tell.
    located: HashMap<Signature, u32>,
}

/// How often a fault that does not tell its place is looked at closely. Each look takes two runs, of which those that
/// hang are slow.
const CLOSE_LOOKS: u32 = 8;

/// How far the search for a smaller request goes: about as long as a few hundred runs of the plugin, or as sixty to a limit.
const PATIENCE: Patience = Patience { looks: 600, steps: 600 };
const SLOW_PATIENCE: Patience = Patience { steps: 60, ..PATIENCE };

impl<'a> Findings<'a> {
    pub(crate) fn new(target: &'a Target) -> Self {
        Self { target, list: Vec::new(), known: HashMap::new(), located: HashMap::new() }
    }

    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn into_list(self) -> Vec<Finding> {
        self.list
    }

    /// Takes in that `request` seems to have shown `fault`. A run without instruments has the last word.
    pub(crate) fn suspect(&mut self, request: &[u8], fault: Fault, run: u64, tell: &mut dyn FnMut(Event<'_>)) {
        let valid = could_be_sent(request);
        let seen = fault.signature();
        if let Some(&at) = self.known.get(&seen)
            && (self.list[at].valid || !valid)
        {
            return;
        }
        if needs_place(&fault) {
            let looks = self.located.entry(seen.clone()).or_default();
            *looks += 1;
            if *looks > CLOSE_LOOKS {
                return;
            }
        }
        let Verdict::Wrong(fault) = self.target.judge(request) else { return };
        match self.known.get(&fault.signature()) {
            Some(&at) if self.list[at].valid || !valid => {}
            Some(&at) => self.improve(at, request, &fault, tell),
            None => self.add(request, fault, run, tell),
        }
    }

    fn add(&mut self, request: &[u8], fault: Fault, run: u64, tell: &mut dyn FnMut(Event<'_>)) {
        let seen = fault.signature();
        let (request, fault) = self.smaller(request, fault, tell);
        let at = match self.known.get(&fault.signature()) {
            // Made smaller, it is one that is known.
            Some(&at) => at,
            None => {
                let (id, valid) = (identifier(&seen), could_be_sent(&request));
                let sources = self.sources(&request, &fault);
                self.list.push(Finding { fault, request, valid, sources, run, id });
                let at = self.list.len() - 1;
                self.known.insert(self.list[at].fault.signature(), at);
                tell(Event::Found(&self.list[at]));
                at
            }
        };
        self.known.insert(seen, at);
    }

    /// Replaces a request that protoc would not send by one that it could.
    fn improve(&mut self, at: usize, request: &[u8], fault: &Fault, tell: &mut dyn FnMut(Event<'_>)) {
        let (request, fault) = self.smaller(request, fault.clone(), tell);
        let sources = self.sources(&request, &fault);
        let finding = &mut self.list[at];
        (finding.request, finding.fault, finding.sources, finding.valid) = (request, fault, sources, true);
        tell(Event::Improved(finding));
    }

    /// The smallest request found that shows `fault` as `request` does, and what it shows.
    fn smaller(&self, request: &[u8], fault: Fault, tell: &mut dyn FnMut(Event<'_>)) -> (Vec<u8>, Fault) {
        tell(Event::Minimising(&fault));
        let patience = if is_slow(fault.kind) { SLOW_PATIENCE } else { PATIENCE };
        let small = minimise(request, patience, |request| self.shows(request, &fault));
        match self.target.judge(&small) {
            Verdict::Wrong(fault) => (small, fault),
            _ => (request.to_vec(), fault),
        }
    }

    /// .proto files that say what `request` does, if what a compiler makes of them shows `fault`.
    fn sources(&self, request: &[u8], fault: &Fault) -> Option<ProtoSources> {
        let request = Request::read(request)?;
        let (files, asked) = (sources(&request)?, request.file_to_generate.clone());
        let parameter = request.parameter.clone().unwrap_or_default();
        let tried = request.files.iter().all(|file| file.edition.is_none());
        let written = ProtoSources { files, asked, parameter, tried };
        let shows = || Some(self.shows(&written.compiled()?, fault));
        (!tried || shows()?).then_some(written)
    }

    /// Whether `request` shows `fault`. Where a run that never ends happens to be when it is stopped says little.
    fn shows(&self, request: &[u8], fault: &Fault) -> bool {
        if fault.kind == FaultKind::Unstable {
            return matches!(self.target.judge(request), Verdict::Wrong(shown) if shown.signature() == fault.signature());
        }
        match crate::verdict::of(&self.target.run(request)) {
            Verdict::Wrong(shown) if shown.kind == fault.kind => {
                is_slow(fault.kind) || self.target.locate(request, shown).signature() == fault.signature()
            }
            _ => false,
        }
    }
}

/// Whether protoc could send `request`.
fn could_be_sent(request: &[u8]) -> bool {
    Request::read(request).is_some_and(|request| is_valid(&request))
}

/// Whether a fault of this kind takes a run to one of its limits.
fn is_slow(kind: FaultKind) -> bool {
    matches!(kind, FaultKind::Hang | FaultKind::Memory | FaultKind::Stack | FaultKind::Flood)
}

/// Whether only a close look tells this fault from another of its kind.
fn needs_place(fault: &Fault) -> bool {
    fault.place.is_none() && (fault.kind == FaultKind::Trap || is_slow(fault.kind))
}

/// Eight hexadecimal digits for `signature`: FNV-1a, by <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn identifier(signature: &Signature) -> String {
    let bytes = signature.kind.name().bytes().chain(signature.mark.bytes());
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

//! Makes new requests of old ones.

mod corrupt;
mod decorate;
mod grow;
mod rename;
mod wire;
mod words;

use crate::dice::Dice;
use crate::model::{File, Request, Type};
use crate::prune;
use crate::source;
use crate::types;
use crate::valid::is_valid;

/// A change to a request; `None` if the request has no place for it.
type Change = fn(&mut Request, &mut Dice) -> Option<()>;

/// Changes after which a valid request is mostly still valid.
const MILD: &[&[Change]] = &[grow::CHANGES, rename::CHANGES, decorate::CHANGES, &[remove]];

/// How often a child that should be valid is made anew when it is not.
const ATTEMPTS: usize = 4;

/// A request that others are made of.
pub(crate) struct Parent {
    pub(crate) bytes: Vec<u8>,
    /// Whether protoc could send it.
    pub(crate) valid: bool,
}

impl Parent {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        let valid = Request::read(&bytes).is_some_and(|request| is_valid(&request));
        Self { bytes, valid }
    }

    /// A child, which may take files from `other`. It holds at most `room` bytes.
    pub(crate) fn child(&self, other: &Self, room: usize, dice: &mut Dice) -> Vec<u8> {
        let Some(request) = Request::read(&self.bytes) else { return wire::child(&self.bytes, dice) };
        let mild = |dice: &mut Dice| match self.valid {
            true => valid_child(&request, other, dice),
            false => Some(mild(&request, other, dice)),
        };
        let child = match dice.below(20) {
            0..14 => mild(dice).unwrap_or_else(|| corrupted(&request, dice)),
            14..19 => corrupted(&request, dice),
            _ => return wire::child(&self.bytes, dice),
        };
        let bytes = child.to_bytes();
        if bytes.len() <= room { bytes } else { self.bytes.clone() }
    }
}

/// A valid child, if one is found soon.
fn valid_child(request: &Request, other: &Parent, dice: &mut Dice) -> Option<Request> {
    (0..ATTEMPTS).map(|_| mild(request, other, dice)).find(|child| child != request && is_valid(child))
}

/// A child that differs by a few changes, after which a valid request is mostly still valid.
fn mild(request: &Request, other: &Parent, dice: &mut Dice) -> Request {
    let mut child = request.clone();
    if dice.once_in(20) {
        let _ = borrow(&mut child, &other.bytes, dice);
    }
    for _ in 0..1 + dice.below(4) {
        let changes = dice.of(MILD);
        // Where there is no place for one, there may be for the next.
        let _ = dice.of(changes)(&mut child, dice);
    }
    child.files.iter_mut().for_each(source::repair);
    child
}

/// A child that protoc would rather not send.
fn corrupted(request: &Request, dice: &mut Dice) -> Request {
    let mut child = request.clone();
    for _ in 0..1 + dice.below(3) {
        let _ = dice.of(corrupt::CHANGES)(&mut child, dice);
    }
    child
}

/// Takes a file that nobody else needs to know from `other`.
fn borrow(request: &mut Request, other: &[u8], dice: &mut Dice) -> Option<()> {
    let other = Request::read(other)?;
    let file = dice.pick(&other.files)?;
    if request.files.iter().all(|known| known.name != file.name) {
        request.file_to_generate.extend(file.name.clone());
        request.files.push(file.clone());
    }
    Some(())
}

/// Removes a part, and what refers to it.
fn remove(request: &mut Request, dice: &mut Dice) -> Option<()> {
    let number = dice.below(prune::parts(request));
    prune::prune(request, number..number + 1);
    prune::mend(request);
    Some(())
}

/// A file that code is asked for, and its index.
fn any_file<'r>(request: &'r mut Request, dice: &mut Dice) -> Option<(usize, &'r mut File)> {
    let asked: Vec<_> = (0..request.files.len()).filter(|&at| request.generates(&request.files[at])).collect();
    let at = *dice.pick(&asked)?;
    Some((at, &mut request.files[at]))
}

/// Changes some message of some file that code is asked for, map entries apart. `change` is also told the message's full name.
fn in_message<T>(
    request: &mut Request,
    dice: &mut Dice,
    change: impl FnOnce(&str, &mut Type, &mut Dice) -> Option<T>,
) -> Option<T> {
    let (_, file) = any_file(request, dice)?;
    let mut count = 0;
    types::each_message(file, &mut |_, message| count += usize::from(!message.is_map_entry()));
    let chosen = dice.below(count);
    let (mut at, mut change, mut result) = (0, Some(change), None);
    types::each_message(file, &mut |name, message| {
        if !message.is_map_entry() {
            if at == chosen {
                result = change.take().and_then(|change| change(name, message, dice));
            }
            at += 1;
        }
    });
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::built_in;

    /// Lets generation after generation grow from the seeds.
    fn generations(random: u64, count: usize) -> Vec<Parent> {
        let mut dice = Dice::new(random);
        let mut requests: Vec<_> = built_in("").unwrap().into_iter().map(Parent::new).collect();
        for _ in 0..count {
            let [parent, other] = [(), ()].map(|()| dice.below(requests.len()));
            let child = requests[parent].child(&requests[other], 1 << 16, &mut dice);
            requests.push(Parent::new(child));
        }
        requests
    }

    fn bytes(requests: &[Parent]) -> Vec<&[u8]> {
        requests.iter().map(|request| &*request.bytes).collect()
    }

    #[test]
    fn children_are_many_and_of_small_size() {
        let requests = generations(1, 1500);
        let distinct: std::collections::HashSet<_> = bytes(&requests).into_iter().collect();
        assert!(distinct.len() > requests.len() * 9 / 10, "{} of {}", distinct.len(), requests.len());
        assert!(requests.iter().all(|request| request.bytes.len() <= 1 << 16));
    }

    #[test]
    fn most_children_of_valid_requests_are_valid() {
        let mut dice = Dice::new(1);
        for seed in built_in("").unwrap().into_iter().map(Parent::new) {
            let children = (0..200).map(|_| Parent::new(seed.child(&seed, 1 << 16, &mut dice)));
            let valid = children.filter(|child| child.valid).count();
            assert!((110..170).contains(&valid), "{valid} of 200");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_children() {
        let [first, again, other] = [2, 2, 3].map(|random| generations(random, 100));
        assert_eq!(bytes(&first), bytes(&again));
        assert_ne!(bytes(&first), bytes(&other));
    }
}

//! Makes a request smaller while it still shows the same fault.

use crate::model::Request;
use crate::prune::{self, prune};
use crate::shorten::shortened;
use crate::valid::is_valid;

/// How far a search goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Requests that are looked at.
    pub(crate) looks: usize,
    /// Smaller requests that still show the fault: where it takes a run to its limits, these are the slow ones.
    pub(crate) steps: usize,
}

/// The smallest request found from `bytes` for which `shows` holds. A request that protoc could send stays one.
pub(crate) fn minimise(bytes: &[u8], patience: Patience, shows: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut search = Search { patience, shows };
    let smallest = match Request::read(bytes) {
        Some(request) => search.tree(request),
        None => search.bytes(bytes.to_vec()),
    };
    // Encoding a request again may by itself have made the fault go away.
    if (search.shows)(&smallest) { smallest } else { bytes.to_vec() }
}

struct Search<F> {
    patience: Patience,
    shows: F,
}

impl<F: FnMut(&[u8]) -> bool> Search<F> {
    fn is_over(&self) -> bool {
        self.patience.looks == 0 || self.patience.steps == 0
    }

    fn still_shows(&mut self, bytes: &[u8]) -> bool {
        if self.is_over() {
            return false;
        }
        let shows = (self.shows)(bytes);
        self.patience.looks -= 1;
        self.patience.steps -= usize::from(shows);
        shows
    }

    /// Removes parts, as many at a time as there are at first, then half as many, down to one by one.
    fn tree(&mut self, mut request: Request) -> Vec<u8> {
        let valid = is_valid(&request);
        let mut chunk = prune::parts(&request);
        while chunk > 0 && !self.is_over() {
            let mut removed = false;
            // From the end: what is defined first is referred to by what comes later.
            let mut end = prune::parts(&request);
            while end > 0 {
                let start = end.saturating_sub(chunk);
                match self.without(&request, start..end, valid) {
                    Some(smaller) => {
                        request = smaller;
                        removed = true;
                        end = start.min(prune::parts(&request));
                    }
                    None => end = start,
                }
            }
            // What could not go before may go now that other parts are gone.
            chunk = if removed && chunk == 1 { 1 } else { chunk / 2 };
        }
        self.shorten(request, valid).to_bytes()
    }

    /// Gives short names to what has long ones, one after the other.
    fn shorten(&mut self, mut request: Request, valid: bool) -> Request {
        let mut at = 0;
        while let Some(shorter) = shortened(&request).into_iter().nth(at) {
            if (!valid || is_valid(&shorter)) && self.still_shows(&shorter.to_bytes()) {
                request = shorter;
            } else {
                at += 1;
            }
        }
        request
    }

    /// `request` without the parts of these `numbers`, if it still shows the fault: with what referred to them, or without.
    fn without(&mut self, request: &Request, numbers: std::ops::Range<usize>, valid: bool) -> Option<Request> {
        let mut smaller = request.clone();
        prune(&mut smaller, numbers);
        let mut mended = smaller.clone();
        prune::mend(&mut mended);
        let candidates = if mended == smaller { vec![smaller] } else { vec![mended, smaller] };
        candidates.into_iter().find(|candidate| {
            candidate.to_bytes().len() < request.to_bytes().len()
                && (!valid || is_valid(candidate))
                && self.still_shows(&candidate.to_bytes())
        })
    }

    /// Removes bytes, of what is no request.
    fn bytes(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        let mut chunk = bytes.len();
        while chunk > 0 {
            let mut end = bytes.len();
            while end > 0 {
                let start = end.saturating_sub(chunk);
                let smaller = [&bytes[..start], &bytes[end..]].concat();
                if self.still_shows(&smaller) {
                    bytes = smaller;
                }
                end = start;
            }
            chunk /= 2;
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::built_in;

    const PATIENCE: Patience = Patience { looks: 600, steps: 600 };

    fn holds(bytes: &[u8], word: &str) -> bool {
        bytes.windows(word.len()).any(|window| window == word.as_bytes())
    }

    #[test]
    fn what_shows_the_fault_stays_and_little_else() {
        let all = built_in("").unwrap().pop().unwrap();
        let small = minimise(&all, PATIENCE, |bytes| holds(bytes, "some_bytes"));
        assert!(holds(&small, "some_bytes") && small.len() < 150, "{} bytes", small.len());
        assert!(is_valid(&Request::read(&small).unwrap()), "it could be sent before");
    }

    #[test]
    fn what_is_no_request_loses_bytes() {
        let broken = [&built_in("").unwrap()[0][..], b"\xff needle \xff"].concat();
        assert_eq!(minimise(&broken, PATIENCE, |bytes| holds(bytes, "needle")), b"needle");
    }

    #[test]
    fn patience_ends() {
        let all = built_in("").unwrap().pop().unwrap();
        let mut looks = 0;
        let patience = Patience { looks: 600, steps: 5 };
        let small = minimise(&all, patience, |_| {
            looks += 1;
            true
        });
        assert!(looks <= 6 && small.len() < all.len(), "{looks} looks");
    }
}

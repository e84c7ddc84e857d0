//! Makes a request smaller while it still shows the same fault.

use crate::model::Request;
use crate::prune::{self, prune};
use crate::shorten::shortened;
use crate::valid::is_valid;

/// The smallest request found from `bytes` for which `shows` holds, with at most `tries` looks at it. A request that protoc
/// could send stays one.
pub(crate) fn minimise(bytes: &[u8], tries: usize, shows: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut search = Search { tries, shows };
    let smallest = match Request::read(bytes) {
        Some(request) => search.tree(request),
        None => search.bytes(bytes.to_vec()),
    };
    // Encoding a request again may by itself have made the fault go away.
    if search.tree_shows(&smallest) { smallest } else { bytes.to_vec() }
}

struct Search<F> {
    tries: usize,
    shows: F,
}

impl<F: FnMut(&[u8]) -> bool> Search<F> {
    fn tree_shows(&mut self, bytes: &[u8]) -> bool {
        (self.shows)(bytes)
    }

    fn still_shows(&mut self, bytes: &[u8]) -> bool {
        if self.tries == 0 {
            return false;
        }
        self.tries -= 1;
        (self.shows)(bytes)
    }

    /// Removes parts, as many at a time as there are at first, then half as many, down to one by one.
    fn tree(&mut self, mut request: Request) -> Vec<u8> {
        let valid = is_valid(&request);
        let mut chunk = prune::parts(&request);
        while chunk > 0 && self.tries > 0 {
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
            candidate != request && (!valid || is_valid(candidate)) && self.still_shows(&candidate.to_bytes())
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

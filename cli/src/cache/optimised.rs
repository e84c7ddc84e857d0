//! Optimised modules, kept from one command to the next.
//!
//! Optimising takes some 100 ms of a large plugin, and what comes of it follows from the module alone. What a run spends does not
//! depend on whether its module was kept.

use bufwasm::optimise::{VERSION, optimise};
use sha2::{Digest, Sha256};

use super::{KeyMaker, Kind, Store};

/// The module `wasm`, optimised: as it is kept in the `store`, or made now, and kept. `None` if there is nothing to optimise.
pub(crate) fn optimised(store: &impl Store, wasm: &[u8]) -> Option<Vec<u8>> {
    let maker = KeyMaker::new().part("optimiser", &VERSION.to_le_bytes());
    let key = maker.part("module", &Sha256::digest(wasm)).key(Kind::Optimised);
    // Nothing is kept of a module without anything to optimise: that shows at a glance.
    store.get(&key).or_else(|| {
        let made = optimise(wasm)?.wasm;
        store.put(&key, &made);
        Some(made)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Mutex;

    use super::super::Key;
    use super::*;

    #[derive(Default)]
    struct Memory(Mutex<HashMap<Key, Vec<u8>>>);

    impl Store for Memory {
        fn get(&self, key: &Key) -> Option<Vec<u8>> {
            self.0.lock().unwrap().get(key).cloned()
        }

        fn put(&self, key: &Key, value: &[u8]) {
            self.0.lock().unwrap().insert(*key, value.to_vec());
        }
    }

    #[test]
    fn what_is_kept_is_not_made_again() {
        let shaped = wat::parse_str(include_str!("../../tests/guests/shaped.wat")).unwrap();
        let store = Memory::default();
        let made = optimised(&store, &shaped).unwrap();
        assert_eq!(Some(&made), optimise(&shaped).map(|optimised| optimised.wasm).as_ref());
        store.0.lock().unwrap().values_mut().for_each(|value| *value = b"kept".to_vec());
        assert_eq!(optimised(&store, &shaped).as_deref(), Some(&b"kept"[..]));
        let plain = wat::parse_str("(module)").unwrap();
        assert_eq!(optimised(&store, &plain), None);
        assert_eq!(store.0.lock().unwrap().len(), 1);
    }
}

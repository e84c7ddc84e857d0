//! Changes of the encoded bytes: what is no request any more, or only nearly one.

use crate::dice::Dice;

/// `parent` with a few of its bytes changed.
pub(super) fn child(parent: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = parent.to_vec();
    for _ in 0..1 + dice.below(3) {
        let at = dice.below(bytes.len());
        match dice.below(6) {
            // Text that is not UTF-8: no decoder of strings takes it, and lengths stay right.
            0 | 1 => break_text(&mut bytes, dice),
            2 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << dice.below(8)),
            3 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = dice.one([0, 1, 0x7f, 0x80, 0xff])),
            4 => bytes.truncate(at),
            // A field of the request itself that nobody knows.
            _ => bytes.extend_from_slice(dice.one([
                &[0x98, 0x06, 0x01][..],
                &[0x7a, 0x00],
                &[0x0a, 0x00],
                &[0x7a, 0xff],
            ])),
        }
    }
    bytes
}

/// Puts a byte that no text can have into a word.
fn break_text(bytes: &mut [u8], dice: &mut Dice) {
    let is_word = |word: &[u8]| word.iter().all(u8::is_ascii_alphabetic);
    let words: Vec<_> = (0..bytes.len().saturating_sub(3)).filter(|&at| is_word(&bytes[at..at + 3])).collect();
    if let Some(at) = dice.pick(&words) {
        bytes[at + 1] = 0xff;
    }
}

//! Notes on letters: the mark of a letter in a cell is what somebody noted on it.

/// The note that the mark of a letter holds; empty for none. Letters have no order, so a mark that is a
/// place in an order, as other sets carry it, is no note.
#[must_use]
pub fn note(mark: &str) -> &str {
    if is_place(mark) { "" } else { mark.trim() }
}

/// Whether a mark is a place in an order: pairs of hexadecimal digits that end in 80. The reader of places is not
/// asked, because it takes two bytes at a time and so splits a letter such as ü in two.
fn is_place(mark: &str) -> bool {
    mark.len().is_multiple_of(2)
        && mark.ends_with("80")
        && mark.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::position::Position;

    #[test]
    fn a_note_in_any_script_is_read_and_a_place_is_none() {
        for written in ["Büro", "aé", "주말에만", "80%", "until 80", "a80", "次の人"] {
            assert_eq!(note(written), written);
        }
        for place in Position::series(40) {
            assert_eq!(note(place.as_str()), "", "{place:?} is a place, not a note");
        }
        assert_eq!(note("  only at night "), "only at night");
    }
}

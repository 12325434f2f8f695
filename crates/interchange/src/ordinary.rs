//! What cannot be misread, told apart by looks alone: most of what people write. The writer reads back only the rest,
//! so that printing a long document costs no second parse of it. Every doubt here means "read it back".

use bridgebook_domain::Section;
use bridgebook_domain::text::TEXT_LIMIT;

use crate::comment::{CLOSE, OPEN};

/// Columns that marks of lists and quotations and the spaces before them may take at the begin of a line. Each level
/// takes one at least, so there are fewer levels than the reader allows.
const MARKS: usize = 80;

/// Whether the text of a section of prose comes back as it is below its heading and guidance, without a comment.
pub(crate) fn is_prose(section: &Section) -> bool {
    let (block, text) = (&section.block, section.block.text.as_str());
    let is_bare = block.columns.is_empty() && block.rows.is_empty() && block.settings.is_empty();
    // A quotation at the begin may be taken for guidance.
    let is_framed = text.is_empty() || (!is_blank_at_an_end(text) && !text.starts_with('>'));
    is_bare
        && is_framed
        && text.len() + 100 < TEXT_LIMIT
        && is_guidance(&section.guidance)
        && text.split('\n').all(is_line)
}

/// Whether guidance comes back as it is.
pub(crate) fn is_guidance(text: &str) -> bool {
    text.split('\n').all(is_line)
}

/// Whether the lines below the heading of a written section are nothing but guidance, one comment of ours and rows of
/// a table or tasks: then no line of it is a heading, and the section ends where its text does.
pub(crate) fn is_rows(text: &str) -> bool {
    let mut lines = text.split('\n').skip(1).skip_while(|line| line.is_empty() || line.starts_with('>'));
    let Some(first) = lines.next().filter(|line| line.starts_with(OPEN)) else { return false };
    let close = std::iter::once(first).chain(lines.by_ref()).find(|line| line.contains(CLOSE));
    close.is_some_and(|line| line.find(CLOSE) == line.len().checked_sub(CLOSE.len()))
        && lines.all(|line| line.is_empty() || line.starts_with('|') || line.starts_with("- ["))
}

fn is_blank_at_an_end(text: &str) -> bool {
    let is_blank = |line: Option<&str>| line.is_some_and(|l| l.trim().is_empty());
    is_blank(text.split('\n').next()) || is_blank(text.rsplit('\n').next())
}

/// Whether a line begins no heading, opens no fence and no HTML, and nests nothing deeply.
fn is_line(line: &str) -> bool {
    let is_mark = |b: &u8| matches!(b, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b')' | b'0'..=b'9');
    let marks: usize = line.bytes().take_while(is_mark).map(|b| if b == b'\t' { 4 } else { 1 }).sum();
    marks <= MARKS && !line.trim_start().starts_with('#') && !has_sign(line)
}

/// Whether a line holds a fence, a `<` or a control character.
fn has_sign(line: &str) -> bool {
    // Passes without a branch for each byte find most lines to hold none; `0xc2` begins the controls beyond ASCII.
    let has = |is_sign: fn(u8) -> bool| line.bytes().fold(false, |found, b| found | is_sign(b));
    (has(|b| (b < b' ' && b != b'\t') || matches!(b, b'<' | 0x7f | 0xc2))
        && line.chars().any(|c| c == '<' || (c.is_control() && c != '\t')))
        || (has(|b| matches!(b, b'`' | b'~'))
            && line.as_bytes().windows(3).any(|three| matches!(three, b"```" | b"~~~")))
}

#[cfg(test)]
mod tests {
    use super::{is_line, is_rows};

    #[test]
    fn a_table_with_anything_beside_its_rows_is_in_doubt() {
        let table = "| A |\n| --- |\n| ## x |\n";
        for text in [
            format!("## H\n\n<!-- bb:table -->\n\n{table}"),
            format!("## H\n\n> Guidance: x\n>\n> y\n\n<!-- bb:table\ncol A type=text\n-->\n\n{table}"),
            "## H\n\n<!-- bb:checklist -->\n\n- [ ] # one\n- [x] two\n".to_owned(),
        ] {
            assert!(is_rows(&text), "{text}");
        }
        for text in [
            format!("## H\n\n{table}"),
            format!("## H\n\n<!-- bb:table --> x\n\n{table}"),
            format!("## H\n\n<!-- bb:table\n\n{table}"),
            format!("## H\n\n<!-- bb:table -->\n\n{table}words\n"),
            format!("## H\n\nwords\n\n<!-- bb:table -->\n\n{table}"),
        ] {
            assert!(!is_rows(&text), "{text}");
        }
    }

    #[test]
    fn a_line_that_could_be_read_otherwise_is_in_doubt() {
        for line in
            ["Call **Mai**, then [look](https://x.example).", "- [ ] task", "> quoted", "    code", "| a | b |", ""]
        {
            assert!(is_line(line), "{line}");
        }
        let deep = "> ".repeat(41);
        for line in
            ["## x", "  # x", "```sh", "- ~~~", "<!-- bb:end -->", "a <b>", "a\r", "a\u{b}b", "\u{a0}# x", &deep]
        {
            assert!(!is_line(line), "{line:?}");
        }
    }
}

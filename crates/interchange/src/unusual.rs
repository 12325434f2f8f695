//! What is unusually long or wide in a file that was read: it is kept whole, and whoever reads it in is told where it
//! stands, because it may be a mistake of the system that wrote it, and because a page has to break it.

use crate::cell;
use crate::report::{Remark, Report};

/// Characters of a cell or a line of text beyond which it is told of.
const LONG_TEXT: usize = 10_000;
/// The same for a word or an address without a space.
const LONG_WORD: usize = 1_000;
/// Columns of a table beyond which it is told of.
const MANY_COLUMNS: usize = 100;

/// What was found of one kind: the first place with its size, how many more, and the last line of those.
#[derive(Debug, Default, Clone, Copy)]
struct Found {
    first: Option<(usize, usize)>,
    more: usize,
    last: usize,
}

impl Found {
    fn add(&mut self, line: usize, size: usize) {
        match self.first {
            None => self.first = Some((line, size)),
            Some(_) => (self.more, self.last) = (self.more + 1, line),
        }
    }

    fn remark(self, words: impl Fn(usize) -> String, report: &mut Report) {
        let Some((line, size)) = self.first else { return };
        let also = match self.more {
            0 => String::new(),
            1 => format!(" So it is in one more place, in line {}.", self.last),
            more => format!(" So it is in {more} more places, the last in line {}.", self.last),
        };
        report.push(Remark::new(line, words(size) + &also));
    }
}

/// Collects what is unusual, a text at a time.
#[derive(Debug, Default)]
pub(crate) struct Unusual {
    texts: Found,
    words: Found,
    tables: Found,
}

impl Unusual {
    /// A cell or a line of text, with its line in the file.
    pub fn text(&mut self, line: usize, text: &str) {
        if text.len() <= LONG_WORD {
            return;
        }
        // Writing without spaces has no long words; letters of addresses are plain ones.
        let runs = text.split(|c: char| !c.is_ascii_graphic() || c == '|');
        if let Some(longest) = runs.map(str::len).max().filter(|longest| *longest > LONG_WORD) {
            self.words.add(line, longest);
        }
        if text.len() > LONG_TEXT {
            let count = text.chars().count();
            if count > LONG_TEXT {
                self.texts.add(line, count);
            }
        }
    }

    /// A table with so many columns.
    pub fn table(&mut self, line: usize, columns: usize) {
        if columns > MANY_COLUMNS {
            self.tables.add(line, columns);
        }
    }

    /// The remarks, one for each kind.
    pub fn remarks(self, report: &mut Report) {
        self.tables.remark(
            |columns| {
                format!("The table here has {columns} columns, which is unusually many; all of them were kept, and a page splits them.")
            },
            report,
        );
        self.texts.remark(
            |count| format!("A text here has {count} characters, which is unusually long; all of it was kept."),
            report,
        );
        self.words.remark(
            |count| {
                format!("A word or an address here has {count} characters; it was kept whole, and a page breaks it where the line ends.")
            },
            report,
        );
    }
}

/// Remarks on the lines of a Markdown file. Code is left alone: it holds what a program wrote.
pub(crate) fn remark(lines: &[&str], report: &mut Report) {
    let mut found = Unusual::default();
    let mut is_code = false;
    for (n, line) in lines.iter().enumerate() {
        let start = line.trim_start();
        is_code ^= start.starts_with("```") || start.starts_with("~~~");
        if is_code || line.len() <= 2 * MANY_COLUMNS {
            continue;
        }
        if !start.starts_with('|') {
            found.text(n + 1, line);
            continue;
        }
        let cells = cell::split(line);
        if lines.get(n + 1).is_some_and(|next| cell::is_delimiter(next)) {
            found.table(n + 1, cells.len());
        }
        cells.into_iter().for_each(|cell| found.text(n + 1, cell));
    }
    found.remarks(report);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(usize, String)> {
        let mut report = Report::default();
        remark(&text.split('\n').collect::<Vec<_>>(), &mut report);
        report.into_list().into_iter().map(|remark| (remark.line, remark.message)).collect()
    }

    #[test]
    fn what_is_long_is_told_once_each_with_its_place() {
        let long = "word ".repeat(3_000);
        let url = format!("https://example.org/{}", "x".repeat(4_980));
        let text = format!("# T\n\n| A | B |\n| --- | --- |\n| {long} | {url} |\n| {long} | |\n\n{long}\n");
        let said = said(&text);
        assert_eq!(said.len(), 2, "{said:?}");
        assert_eq!(said[0].0, 5);
        assert!(said[0].1.contains("14999 characters") && said[0].1.contains("all of it was kept"), "{}", said[0].1);
        assert!(said[0].1.ends_with("in 2 more places, the last in line 8."), "{}", said[0].1);
        assert!(said[1].0 == 5 && said[1].1.contains("5000 characters; it was kept whole"), "{}", said[1].1);
    }

    #[test]
    fn a_wide_table_is_told_with_its_columns() {
        let row = |cell: &str| format!("|{}", format!(" {cell} |").repeat(300));
        let said = said(&format!("{}\n{}\n{}\n", row("C"), row("---"), row("x")));
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].0 == 1 && said[0].1.contains("300 columns"), "{}", said[0].1);
    }

    #[test]
    fn usual_texts_code_and_writing_without_spaces_are_left_alone() {
        let row = |cell: &str| format!("|{}", format!(" {cell} |").repeat(60));
        let usual = format!("{}\n{}\n{}\n", row("Column"), row("---"), row("some words of a cell"));
        for text in
            [usual, "word ".repeat(1_900), "漢字".repeat(1_500), format!("```json\n{}\n```", "x".repeat(60_000))]
        {
            assert_eq!(said(&text), [], "{}", &text[..12]);
        }
    }
}

//! The same content as typst markup: headings, Markdown, and every grid as a table with repeated head.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bridgebook_domain::{Block, BlockKind, Column, Document, Value};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Words of references: id to name.
pub type Names = BTreeMap<String, String>;

/// A line of the log: moment, kind, words, author.
pub type LogLine = [String; 4];

/// Which front matter the file has, so that both tools print the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// A cover and contents, as a binder has.
    CoverAndContents,
    /// None, as a single document has.
    None,
}

/// A whole file.
pub fn markup(title: &str, front: Front, documents: &[(Document, Names)], log: &[LogLine]) -> String {
    let mut out = String::from(
        "#set page(paper: \"a4\", numbering: \"1 of 1\")\n\
         #set text(font: (\"Source Sans 3\", \"Noto Sans\", \"Noto Sans CJK KR\"), size: 9.5pt)\n\
         #set heading(numbering: \"1.1\")\n\
         #show table: set text(size: 8.5pt)\n\n",
    );
    if front == Front::CoverAndContents {
        let _ = write!(out, "#align(center + horizon, text(size: 28pt)[{}])\n#pagebreak()\n", escaped(title));
        out.push_str("#outline()\n#pagebreak()\n");
    }
    for (document, names) in documents {
        let _ = write!(out, "= {}\n\n", escaped(document.title()));
        for (_, section) in document.live_sections() {
            let depth = usize::from(section.depth.max(1)) + 1;
            let _ = write!(out, "{} {}\n\n", "=".repeat(depth), escaped(&section.heading));
            match section.kind {
                BlockKind::Prose => out.push_str(&markdown(&section.block.text)),
                BlockKind::Fields => out.push_str(&fields(&section.block, names)),
                _ => out.push_str(&grid(&section.block, names)),
            }
            out.push('\n');
        }
    }
    if !log.is_empty() {
        out.push_str("= Log\n\n#table(columns: (auto, auto, 1fr, auto),\n");
        out.push_str("table.header[Time][Kind][Entry][Author],\n");
        for line in log {
            let _ = writeln!(out, "{}", line.iter().map(|cell| format!("[{}],", escaped(cell))).collect::<String>());
        }
        out.push_str(")\n");
    }
    out
}

fn fields(block: &Block, names: &Names) -> String {
    let mut out = String::from("#table(columns: (auto, 1fr),\n");
    let rows = block.live_rows();
    for (id, column) in block.live_columns() {
        let value = rows.first().and_then(|(_, row)| row.cells.get(&id));
        let words = value.map(|v| words(v, column, names)).unwrap_or_default();
        let _ = writeln!(out, "[*{}*],[{}],", escaped(&column.name), markdown(&words));
    }
    out + ")\n"
}

fn grid(block: &Block, names: &Names) -> String {
    let columns = block.live_columns();
    if columns.is_empty() {
        return String::new();
    }
    let mut out = format!("#table(columns: {},\ntable.header", columns.len());
    for (_, column) in &columns {
        let _ = write!(out, "[{}]", escaped(&column.name));
    }
    out.push_str(",\n");
    for (_, row) in block.live_rows() {
        for (id, column) in &columns {
            let text = row.cells.get(id).map(|v| words(v, column, names)).unwrap_or_default();
            let _ = write!(out, "[{}],", escaped(&text));
        }
        out.push('\n');
    }
    out + ")\n"
}

fn words(value: &Value, column: &Column, names: &Names) -> String {
    let word = |member: &str| {
        let choice = column.choices.get(member).map(|choice| choice.name.clone());
        choice.or_else(|| names.get(member).cloned()).unwrap_or_else(|| member.to_owned())
    };
    value.members().into_iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Markdown as typst markup. What typst has no word for keeps its text.
fn markdown(text: &str) -> String {
    let mut out = String::new();
    let mut lists: Vec<&str> = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS) {
        match event {
            Event::Start(Tag::Heading { .. }) => out.push_str("\n#strong["),
            Event::End(TagEnd::Heading(_)) => out.push_str("]\n\n"),
            Event::End(TagEnd::Paragraph) => out.push_str("\n\n"),
            Event::Start(Tag::Strong) => out.push_str("#strong["),
            Event::Start(Tag::Emphasis) => out.push_str("#emph["),
            Event::Start(Tag::BlockQuote(_)) => out.push_str("#quote(block: true)["),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let _ = write!(out, "#link(\"{}\")[", dest_url.replace('\\', "\\\\").replace('"', "\\\""));
            }
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link) => out.push_str("];"),
            Event::End(TagEnd::BlockQuote(_)) => out.push_str("]\n\n"),
            Event::Start(Tag::List(first)) => lists.push(if first.is_some() { "+ " } else { "- " }),
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                out.push_str("\n\n");
            }
            Event::Start(Tag::Item) => {
                let _ =
                    write!(out, "\n{}{}", "  ".repeat(lists.len().saturating_sub(1)), lists.last().unwrap_or(&"- "));
            }
            Event::Start(Tag::CodeBlock(_)) => out.push_str("\n#block["),
            Event::End(TagEnd::CodeBlock) => out.push_str("]\n\n"),
            Event::Start(Tag::Table(alignments)) => {
                let _ = write!(out, "\n#table(columns: {},\n", alignments.len());
            }
            Event::End(TagEnd::Table) => out.push_str(")\n\n"),
            Event::Start(Tag::TableCell) => out.push('['),
            Event::End(TagEnd::TableCell) => out.push_str("],"),
            Event::Text(words) | Event::Code(words) => out.push_str(&escaped(&words)),
            Event::TaskListMarker(done) => out.push_str(if done { "☑ " } else { "☐ " }),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak => out.push_str(" \\\n"),
            _ => {}
        }
    }
    out
}

/// Text that means only itself.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = '\n';
    for c in text.chars() {
        let is_mark = matches!(c, '\\' | '#' | '$' | '*' | '_' | '`' | '<' | '>' | '@' | '~' | '[' | ']');
        // These mean something only where a line begins or twice in a row.
        let is_mark_here = matches!(c, '-' | '+' | '=' | '/') && (before == '\n' || before == c);
        if is_mark || is_mark_here {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
        before = c;
    }
    out
}

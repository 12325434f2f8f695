//! The comment before a typed block: `<!-- bb:KIND item ... -->` with its `col` and `cell` lines.

use std::collections::BTreeMap;

use bridgebook_domain::Value;

use crate::report::{Remark, Report};

/// How our comment begins.
pub(crate) const OPEN: &str = "<!-- bb:";
pub(crate) const CLOSE: &str = "-->";

/// Items of the first line that belong to the section and are no settings.
const RESERVED: &[&str] = &["label", "heading", "depth", "end", "unclosed", "rows", "columns", "as"];

/// What stands behind a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing: `required`.
    Flag,
    /// A word or a quoted text.
    Text(String),
    /// Members with marks, in the order written.
    List(Vec<(String, String)>),
}

/// One item: `key=value` or a word alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub key: String,
    pub is_quoted: bool,
    pub content: Content,
}

/// A `col` line: the column's name and what is said of it.
#[derive(Debug, Clone)]
pub(crate) struct ColumnLine {
    pub line: usize,
    pub name: String,
    pub items: Vec<Item>,
}

/// A `cell` line: row and column counted from 1 and the exact value.
#[derive(Debug, Clone)]
pub(crate) struct CellLine {
    pub line: usize,
    pub row: usize,
    pub column: usize,
    pub content: Content,
}

/// A comment as read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Comment {
    pub kind: String,
    pub items: Vec<Item>,
    pub columns: Vec<ColumnLine>,
    pub cells: Vec<CellLine>,
}

impl Comment {
    /// The text of an item that belongs to the section.
    pub fn reserved(&self, key: &str) -> Option<String> {
        let item = self.items.iter().find(|i| !i.is_quoted && i.key == key)?;
        Some(match &item.content {
            Content::Text(text) => text.clone(),
            Content::Flag | Content::List(_) => String::new(),
        })
    }

    /// The settings of the block.
    pub fn settings(&self) -> BTreeMap<String, Value> {
        let settings = self.items.iter().filter(|i| i.is_quoted || !RESERVED.contains(&i.key.as_str()));
        settings.map(|i| (i.key.clone(), i.content.to_value())).collect()
    }
}

impl Content {
    /// As a stored value; a word alone means yes.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Flag => Value::one("yes"),
            Self::Text(text) => Value::one(text.clone()),
            Self::List(members) => Value::Many(members.iter().cloned().collect()),
        }
    }
}

// ---- writing ----

/// A word where it can stand without quotes, else quoted.
pub(crate) fn word(text: &str) -> String {
    if is_word(text) { text.to_owned() } else { quoted(text) }
}

/// Adds a word, quoted where it has to be.
pub(crate) fn push_word(out: &mut String, text: &str) {
    if is_word(text) {
        out.push_str(text);
    } else {
        out.push_str(&quoted(text));
    }
}

/// Whether a text can stand without quotes.
pub(crate) fn is_word(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '+' | '%');
    !text.is_empty() && text.chars().all(is_plain) && !text.contains("--")
}

/// Whether a setting comes back as it is.
pub(crate) fn is_certain_setting(name: &str, value: &Value) -> bool {
    is_word(name) && !RESERVED.contains(&name) && matches!(value, Value::One(text) if is_word(text))
}

/// A text in quotes with the escapes of JSON, in which a comment cannot end.
pub(crate) fn quoted(text: &str) -> String {
    let json = serde_json::Value::String(text.to_owned()).to_string();
    visible(&json.replace("->", "-\\u003e").replace("!>", "!\\u003e"))
}

/// JSON in which no control character stands by itself: a reader would replace it.
pub(crate) fn visible(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_control() && c != '\n' {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// A key of a setting or option: quoted where it would be read as something else.
pub(crate) fn key(text: &str, reserved: &[&str]) -> String {
    if reserved.contains(&text) { quoted(text) } else { word(text) }
}

/// A setting as an item.
pub(crate) fn setting(name: &str, value: &Value) -> String {
    format!("{}={}", key(name, RESERVED), value_text(value))
}

/// A value: word, quoted text or list.
pub(crate) fn value_text(value: &Value) -> String {
    match value {
        Value::One(text) => word(text),
        Value::Many(members) => list(members.iter().map(|(m, mark)| (m.as_str(), mark.as_str()))),
    }
}

/// A list of members with marks.
pub(crate) fn list<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = "[".to_owned();
    for (n, (member, mark)) in members.into_iter().enumerate() {
        if n > 0 {
            out.push_str(", ");
        }
        push_word(&mut out, member);
        if !mark.is_empty() {
            out.push('=');
            push_word(&mut out, mark);
        }
    }
    out.push(']');
    out
}

// ---- reading ----

/// Reads a comment that begins at the first of these lines. Gives it with the number of lines it takes,
/// or nothing where this is no comment of ours. `first` is the number of the first line.
pub(crate) fn read(lines: &[&str], first: usize, report: &mut Report) -> Option<(Comment, usize)> {
    if !lines.first()?.starts_with(OPEN) {
        return None;
    }
    let count = lines.iter().position(|l| l.contains(CLOSE))? + 1;
    let last = lines[count - 1];
    let end = last.find(CLOSE)?;
    if !last[end + CLOSE.len()..].trim().is_empty() {
        report.push(Remark::new(
            first + count - 1,
            "Something follows the end of the comment “-->” in its line, so the comment was read as text. Put it on a line of its own.",
        ));
        return None;
    }
    let mut comment = Comment::default();
    for (n, line) in lines[..count].iter().enumerate() {
        let number = first + n;
        let line = if n + 1 == count { &line[..end] } else { line };
        let line = if n == 0 { &line[OPEN.len()..] } else { line };
        let result = tokens(line).and_then(|tokens| {
            let mut tokens = Tokens { list: tokens, at: 0 };
            if n == 0 { first_line(&mut tokens, &mut comment) } else { further_line(&mut tokens, number, &mut comment) }
        });
        if let Err(problem) = result {
            report.push(Remark::new(number, problem));
        }
    }
    Some((comment, count))
}

fn first_line(tokens: &mut Tokens, comment: &mut Comment) -> Result<(), String> {
    comment.kind = match tokens.next() {
        Some(Token::Word(kind) | Token::Quoted(kind)) => kind,
        _ => return Err("The kind of block is missing after “bb:”, so the section was read as prose.".to_owned()),
    };
    while !tokens.is_done() {
        comment.items.push(tokens.item()?);
    }
    Ok(())
}

fn further_line(tokens: &mut Tokens, line: usize, comment: &mut Comment) -> Result<(), String> {
    let Some(first) = tokens.next() else { return Ok(()) };
    match first {
        Token::Word(word) if word == "col" => {
            let name = tokens.text().ok_or("The name of the column is missing after “col”.")?;
            let mut items = Vec::new();
            while !tokens.is_done() {
                items.push(tokens.item()?);
            }
            comment.columns.push(ColumnLine { line, name, items });
        }
        Token::Word(word) if word == "cell" => {
            let mut number = || tokens.text().and_then(|t| t.parse::<usize>().ok()).filter(|n| *n > 0);
            let (row, column) = number()
                .zip(number())
                .ok_or("After “cell” come the numbers of row and column, counted from 1, and the value.")?;
            let content = tokens.content()?;
            comment.cells.push(CellLine { line, row, column, content });
        }
        _ => return Err("A line of the comment begins with “col” or “cell”; this one was passed over.".to_owned()),
    }
    Ok(())
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Equals,
    Open,
    Close,
    Comma,
}

fn tokens(line: &str) -> Result<Vec<Token>, String> {
    let mut list = Vec::new();
    let mut rest = line.trim_start();
    while let Some(c) = rest.chars().next() {
        let single = match c {
            '=' => Some(Token::Equals),
            '[' => Some(Token::Open),
            ']' => Some(Token::Close),
            ',' => Some(Token::Comma),
            _ => None,
        };
        if let Some(token) = single {
            list.push(token);
            rest = rest[1..].trim_start();
        } else if c == '"' {
            let (text, length) =
                quoted_prefix(rest).ok_or("A quoted text does not end, or has an escape that JSON does not know.")?;
            list.push(Token::Quoted(text));
            rest = rest[length..].trim_start();
        } else {
            let end = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '=' | '[' | ']' | ',' | '"'))
                .unwrap_or(rest.len());
            list.push(Token::Word(rest[..end].to_owned()));
            rest = rest[end..].trim_start();
        }
    }
    Ok(list)
}

/// The text of a JSON string at the start, and its length with the quotes.
pub(crate) fn quoted_prefix(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'"') {
        return None;
    }
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return serde_json::from_str(&text[..=at]).ok().map(|text| (text, at + 1)),
            _ => at += 1,
        }
    }
    None
}

struct Tokens {
    list: Vec<Token>,
    at: usize,
}

impl Tokens {
    fn next(&mut self) -> Option<Token> {
        let token = self.list.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn is_done(&self) -> bool {
        self.at >= self.list.len()
    }

    fn take(&mut self, token: &Token) -> bool {
        let is_next = self.list.get(self.at) == Some(token);
        if is_next {
            self.at += 1;
        }
        is_next
    }

    fn text(&mut self) -> Option<String> {
        match self.next()? {
            Token::Word(text) | Token::Quoted(text) => Some(text),
            _ => None,
        }
    }

    fn item(&mut self) -> Result<Item, String> {
        let (key, is_quoted) = match self.next() {
            Some(Token::Word(key)) => (key, false),
            Some(Token::Quoted(key)) => (key, true),
            _ => return Err("An item of the comment is “key=value” or a word; this one was passed over.".to_owned()),
        };
        let content = if self.take(&Token::Equals) { self.content()? } else { Content::Flag };
        Ok(Item { key, is_quoted, content })
    }

    fn content(&mut self) -> Result<Content, String> {
        if !self.take(&Token::Open) {
            return self.text().map(Content::Text).ok_or_else(|| "A value is missing behind “=”.".to_owned());
        }
        let mut members = Vec::new();
        loop {
            if self.take(&Token::Close) {
                return Ok(Content::List(members));
            }
            let member = self.words()?;
            let mark = if self.take(&Token::Equals) { self.words()? } else { String::new() };
            members.push((member, mark));
            if !self.take(&Token::Comma) && self.list.get(self.at) != Some(&Token::Close) {
                return Err("A list “[...]” does not end, or a comma is missing in it.".to_owned());
            }
        }
    }

    /// A quoted text, or words up to the next sign: `[In progress=accent]` needs no quotes.
    fn words(&mut self) -> Result<String, String> {
        let mut text = self.text().ok_or_else(|| "A list “[...]” holds an empty place.".to_owned())?;
        while let Some(Token::Word(more)) = self.list.get(self.at) {
            text.push(' ');
            text.push_str(more);
            self.at += 1;
        }
        Ok(text)
    }
}

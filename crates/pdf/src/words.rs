//! The words that a page has by itself (running head, foot, “continued”), by the language of the document.
//! Another language is another [`Vocabulary`] in [`of`]; nothing else has to change.

/// Words of one language. In a pattern, `{n}` and the like stand for figures and names.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// After the title of what began on an earlier page.
    pub continued: &'static str,
    /// Page number: `{n}` of `{m}`.
    page: &'static str,
    /// Before the moment that the facts are of.
    pub as_of: &'static str,
    /// That paper goes stale, in full and in short.
    pub print_is_old: [&'static str; 2],
    /// Head of the table of contents.
    pub contents: &'static str,
    /// Bookmark of the cover.
    pub cover: &'static str,
    /// Heading of the documents that have no group.
    pub documents: &'static str,
    /// Name of an empty title.
    pub untitled: &'static str,
    /// Foot of a blank form: `{name}` is its document.
    blank_form: &'static str,
    /// Before the line for the incident's name on a blank form.
    pub incident: &'static str,
    /// Before the line for the time zone on a blank form.
    pub zone: &'static str,
    /// Part of a table split by columns: `{from}` to `{to}` of `{m}`.
    columns: &'static str,
    /// Part of a matrix split by roles: `{from}` to `{to}` of `{m}`.
    roles: &'static str,
    /// Ticked items of a checklist: `{n}` of `{m}`.
    done: &'static str,
    /// Under the line for a signature.
    pub signature: &'static str,
    /// Above the name of who signs.
    pub approver: &'static str,
    /// Audience of a message template that names none.
    pub any_audience: &'static str,
}

impl Vocabulary {
    /// `Page 3 of 12`.
    pub fn page(&self, n: usize, m: usize) -> String {
        self.page.replace("{n}", &n.to_string()).replace("{m}", &m.to_string())
    }

    /// `Blank form, NAME · Bridgebook`.
    pub fn blank_form(&self, name: &str) -> String {
        self.blank_form.replace("{name}", name)
    }

    /// `columns 2 to 9 of 40`.
    pub fn columns(&self, from: usize, to: usize, m: usize) -> String {
        part(self.columns, from, to, m)
    }

    /// `roles 1 to 11 of 21`.
    pub fn roles(&self, from: usize, to: usize, m: usize) -> String {
        part(self.roles, from, to, m)
    }

    /// `3 of 4 done`.
    pub fn done(&self, n: usize, m: usize) -> String {
        self.done.replace("{n}", &n.to_string()).replace("{m}", &m.to_string())
    }
}

fn part(pattern: &str, from: usize, to: usize, m: usize) -> String {
    pattern.replace("{from}", &from.to_string()).replace("{to}", &to.to_string()).replace("{m}", &m.to_string())
}

const ENGLISH: Vocabulary = Vocabulary {
    continued: ", continued",
    page: "Page {n} of {m}",
    as_of: "As of",
    print_is_old: ["a printed copy does not update", "print does not update"],
    contents: "Contents",
    cover: "Cover",
    documents: "Documents",
    untitled: "Untitled",
    blank_form: "Blank form, {name} · Bridgebook",
    incident: "Incident",
    zone: "zone",
    columns: "columns {from} to {to} of {m}",
    roles: "roles {from} to {to} of {m}",
    done: "{n} of {m} done",
    signature: "Signature, date and time, on paper copies only",
    approver: "Approver",
    any_audience: "Any audience",
};

/// The words for a language, as a BCP 47 tag; English where a language has none yet.
pub(crate) fn of(_tag: &str) -> &'static Vocabulary {
    &ENGLISH
}

/// Whether pages of this language read from right to left.
pub(crate) fn is_rtl(tag: &str) -> bool {
    matches!(tag.split(['-', '_']).next().unwrap_or(""), "ar" | "he" | "fa" | "ur" | "ps" | "dv" | "yi")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_where_the_pattern_says() {
        let words = of("en-GB");
        assert_eq!(words.page(3, 12), "Page 3 of 12", "number and count");
        assert_eq!(words.columns(2, 9, 40), "columns 2 to 9 of 40", "a part of a table");
    }

    #[test]
    fn hebrew_and_arabic_read_from_right_to_left() {
        assert!(is_rtl("he") && is_rtl("ar-EG"), "with or without a region");
        assert!(!is_rtl("en") && !is_rtl("heb-x"), "no other tag that begins alike");
    }
}

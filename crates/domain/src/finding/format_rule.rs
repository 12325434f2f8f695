//! V4: a rule of conditional formatting that cannot be read, or that can never hold in its column.

use super::{Context, Finding, FindingLevel};
use crate::block::Section;
use crate::format_rule::{parse, written};
use crate::id::SectionId;

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    for (column_id, column) in section.block.live_columns() {
        for (_, text) in written(column) {
            let (title, why) = match parse(text) {
                Err(error) => (format!("A format of {} cannot be read", column.name), error.to_string()),
                Ok(rule) => match rule.misfit(column) {
                    Some(why) => (format!("A format of {} never holds", column.name), why),
                    None => continue,
                },
            };
            let short: String = text.chars().take(60).collect();
            let message = format!("{why}. It stays as written: {short}");
            let finding = Finding::new("V4", FindingLevel::Warning, context.document_id, title, message);
            list.push(finding.in_section(id).in_column(column_id));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::block::BlockKind;
    use crate::directory::Directory;
    use crate::test::{Builder, at};

    #[test]
    fn a_format_that_cannot_be_read_or_never_holds_is_found() {
        let mut b = Builder::default();
        let mut block = b.block(&BlockKind::Table, "objectives", &[]);
        let (column, _) = block.column_by_key("state").expect("a column");
        let options = &mut block.columns.get_mut(&column).expect("there").options;
        for (key, text) in [("rule.a", "is Open => ok"), ("rule.b", "is Open => red"), ("rule.c", "before 5 => ok")] {
            options.insert(key.to_owned(), text.to_owned());
        }
        let document = b.document("Plan", "", vec![("Objectives", BlockKind::Table, block)]);
        let id = crate::id::DocumentId::new(b.uuid());
        let list = crate::finding::findings([(id, &document)], &Directory::default(), None, at("14:47"));
        let titles: Vec<_> = list.iter().map(|f| (f.rule.as_str(), f.title.as_str(), f.column)).collect();
        let place = Some(column);
        assert_eq!(
            titles,
            [("V4", "A format of State cannot be read", place), ("V4", "A format of State never holds", place)]
        );
        assert!(list[0].message.starts_with("Character 12: “red” stands where a colour"), "{}", list[0].message);
    }
}

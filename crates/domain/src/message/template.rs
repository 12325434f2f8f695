//! Templates of messages: what a plan has for an audience, a stage and a language.

use super::language::{self, is_same};
use crate::directory::Directory;
use crate::document::Document;
use crate::preset;
use crate::text::LINE_LIMIT;
use crate::value::ReferenceKind;
use crate::variable::{Variables, fill};
use crate::view::{folded, rows};

/// What stands between the subjects of two languages.
const SIDE_BY_SIDE: &str = " / ";

const AUDIENCE: [ReferenceKind; 1] = [ReferenceKind::Audience];

/// The template of a message: one row of a plan's stages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StageTemplate {
    /// Whether it is the audience's own, rather than one for any audience.
    pub is_own: bool,
    /// Stage.
    pub stage: String,
    /// Subject, with its variables.
    pub subject: String,
    /// Text, with its variables.
    pub body: String,
    /// What a message of this stage must contain, as written.
    pub required: Vec<String>,
    /// Language; empty where none is named.
    pub language: String,
    /// Most characters, where the plan names a number.
    pub limit: Option<usize>,
}

impl StageTemplate {
    /// Subject and text with the variables filled; what is not known stays as written.
    #[must_use]
    pub fn filled(&self, variables: &Variables) -> (String, String) {
        (fill(&self.subject, variables), fill(&self.body, variables))
    }
}

/// The names of the stages that a message can have: those of stakeholder communication (domain reference 5.3), then
/// those of a plan's own templates.
#[must_use]
pub fn stages(plan: Option<&Document>) -> Vec<String> {
    let mut list: Vec<String> = preset::stages().map(|(_, name)| name.to_owned()).collect();
    let known: Vec<&str> = preset::stages().map(|(word, _)| word).collect();
    let sections = plan.map_or_else(Vec::new, Document::live_sections);
    for (_, section) in sections.into_iter().filter(|(_, section)| section.is_form("stages")) {
        for (_, row) in rows(&section.block) {
            let word = row.word("stage");
            if !word.is_empty() && !known.contains(&word.as_str()) && !list.iter().any(|name| folded(name) == word) {
                list.push(word);
            }
        }
    }
    list
}

/// Every template that a plan has for an audience: its own, then the ones for any audience of stages and languages it
/// has none for.
#[must_use]
pub fn templates(plan: &Document, directory: &Directory, audience: &str) -> Vec<StageTemplate> {
    let key = directory.key(&AUDIENCE, audience);
    let (mut own, mut any) = (Vec::new(), Vec::new());
    for (_, section) in plan.live_sections().into_iter().filter(|(_, s)| s.is_form("stages")) {
        for (_, row) in rows(&section.block) {
            let template = StageTemplate {
                is_own: !row.text("audience").is_empty(),
                stage: row.word("stage"),
                subject: row.text("subject").to_owned(),
                body: row.text("body").to_owned(),
                required: row.members("required"),
                language: row.text("language").to_owned(),
                limit: row.text("limit").parse().ok().filter(|n| *n > 0),
            };
            match row.text("audience") {
                "" => any.push(template),
                named if directory.key(&AUDIENCE, named) == key => own.push(template),
                _ => {}
            }
        }
    }
    for template in any {
        if !own.iter().any(|o: &StageTemplate| o.stage == template.stage && is_same(&o.language, &template.language)) {
            own.push(template);
        }
    }
    own
}

/// The template of a stage for an audience's first language: of its own the one in that language, else one that names
/// none; then one for any audience in that language; then whatever there is, its own first.
#[must_use]
pub fn of_stage<'a>(list: &'a [StageTemplate], stage: &str, languages: &[String]) -> Option<&'a StageTemplate> {
    let its = |wanted: &dyn Fn(&StageTemplate) -> bool| list.iter().find(|t| t.stage == stage && wanted(t));
    let first = languages.first().map_or("", String::as_str);
    its(&|t| t.is_own && is_same(&t.language, first))
        .or_else(|| its(&|t| t.is_own && t.language.is_empty()))
        .or_else(|| its(&|t| !first.is_empty() && is_same(&t.language, first)))
        .or_else(|| its(&|t| t.is_own))
        .or_else(|| its(&|t| t.language.is_empty()))
        .or_else(|| its(&|_| true))
}

/// Subject and text of a stage with the variables filled, each language that the plan has a template in as a part. The
/// subjects stand side by side in the order of the languages, as far as they fit on a line.
#[must_use]
pub fn filled(list: &[StageTemplate], stage: &str, languages: &[String], variables: &Variables) -> (String, String) {
    let Some(first) = of_stage(list, stage, languages) else { return Default::default() };
    let (mut subject, body) = first.filled(variables);
    let mut others = Vec::new();
    let mut subjects = vec![subject.clone()];
    for wanted in languages.iter().skip(1) {
        let Some(its) = list.iter().find(|t| t.stage == stage && is_same(&t.language, wanted)) else { continue };
        let (other, text) = its.filled(variables);
        others.push((wanted.clone(), text));
        let fits = subject.len() + SIDE_BY_SIDE.len() + other.len() <= LINE_LIMIT;
        if fits && !subject.is_empty() && !other.is_empty() && !subjects.contains(&other) {
            subject = [subject.as_str(), &other].join(SIDE_BY_SIDE);
            subjects.push(other);
        }
    }
    (subject, language::joined(&body, others))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(is_own: bool, language: &str, body: &str) -> StageTemplate {
        StageTemplate {
            is_own,
            stage: "holding".to_owned(),
            language: language.to_owned(),
            body: body.to_owned(),
            ..StageTemplate::default()
        }
    }

    fn chosen(list: &[StageTemplate], written: &str) -> String {
        let languages = language::languages(written);
        of_stage(list, "holding", &languages).map(|t| t.body.clone()).unwrap_or_default()
    }

    #[test]
    fn an_audience_gets_its_own_text_before_one_for_any_audience() {
        let german = [template(true, "German", "own"), template(false, "", "any")];
        assert_eq!(chosen(&german, ""), "own", "its row names no language");
        assert_eq!(chosen(&german, "German"), "own");
        let plain = [template(true, "", "own"), template(false, "English", "any")];
        assert_eq!(chosen(&plain, "English"), "own", "its own names no language");
        let other = [template(true, "German", "own"), template(false, "English", "any")];
        assert_eq!(chosen(&other, "English, German"), "any", "it has none of its own in the first language");
        assert_eq!(chosen(&other, "French"), "own");
        assert_eq!(chosen(&[template(false, "French", "any")], "English"), "any");
    }

    #[test]
    fn each_language_that_has_a_template_is_a_part_of_the_text() {
        let list = [template(true, "German", "Hallo {{x}}"), template(false, "English", "Hello {{x}}")];
        let known = Variables::from([("x".to_owned(), "14:05".to_owned())]);
        let languages = language::languages("English, German, French");
        let (_, body) = filled(&list, "holding", &languages, &known);
        assert_eq!(body, "Hello 14:05\n\n— German —\nHallo 14:05");
    }
    #[test]
    fn the_subjects_of_several_languages_stand_side_by_side_as_far_as_they_fit() {
        let with = |language: &str, subject: &str| StageTemplate {
            subject: subject.to_owned(),
            ..template(true, language, language)
        };
        let read = |list: &[StageTemplate], written: &str| {
            filled(list, "holding", &language::languages(written), &Variables::new()).0
        };
        let list = [with("English", "Payments fail"), with("German", "Zahlungen gestört"), with("Dutch", "")];
        assert_eq!(read(&list, "English, German, Dutch"), "Payments fail / Zahlungen gestört");
        assert_eq!(read(&list, "German"), "Zahlungen gestört");
        let same = [with("English", "INC-7"), with("German", "INC-7")];
        assert_eq!(read(&same, "English, German"), "INC-7", "one that says the same is not said twice");
        let long = [with("English", "Payments fail"), with("German", &"x".repeat(500)), with("French", "Panne")];
        assert_eq!(read(&long, "English, German, French"), "Payments fail / Panne");
    }
}

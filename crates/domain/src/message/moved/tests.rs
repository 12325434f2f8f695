use jiff::Timestamp;

use crate::message::tests::customers;
use crate::message::{Context, findings, read};
use crate::test::at;

fn reading(language: &str, now: &str) -> Context {
    let mut context = customers();
    context.now = at(now);
    context.languages = Some(language.to_owned()).filter(|l| !l.is_empty()).into_iter().collect();
    context.is_english = language.is_empty();
    (context.latest_next, context.interval, context.promised) = (None, None, None);
    context
}

fn promised(language: &str, text: &str) -> Option<Timestamp> {
    read(&format!("As of 14:05 CET the payments with cards fail. {text}"), &reading(language, "14:10")).next_at
}

#[test]
fn a_time_that_is_set_against_another_one_is_the_promise() {
    for (text, expected) in [
        ("The next update will not come at 14:30, but at 14:45.", "14:45"),
        ("The next update will not come at 14:30 but at 14:45.", "14:45"),
        ("Next update not at 14:30 but at 14:45.", "14:45"),
        ("We will not write again at 14:30, but at 14:45.", "14:45"),
        ("We won't update you at 14:30 but at 14:45.", "14:45"),
        ("The next update does not come in 20 minutes, but in 40 minutes.", "14:50"),
        ("We will not write again at 14:30; the next update comes at 14:45.", "14:45"),
        ("The next update comes at 14:45, not at 14:30.", "14:45"),
        ("The next update comes at 14:45 and not at 14:30.", "14:45"),
        ("The next update comes at 14:45 instead of 14:30.", "14:45"),
        ("Instead of 14:30 the next update comes at 14:45.", "14:45"),
        ("The next update was due by 14:30 but is postponed to 15:00.", "15:00"),
        ("The next update was due by 14:30. It is postponed to 15:00.", "15:00"),
        ("The next update is postponed from 14:30 to 15:00.", "15:00"),
        ("The next update is postponed to 15:00.", "15:00"),
        ("The next update, planned for 14:30, comes at 14:45.", "14:45"),
        ("The next update (due at 14:30) has been moved to 15:00.", "15:00"),
        ("We promised the next update by 14:30; it will come at 15:00.", "15:00"),
        ("The next update was due by 14:30 and will now come by 15:00.", "15:00"),
        ("The next update due at 14:30 is postponed by half an hour.", "15:00"),
        ("The next update by 14:30 is delayed by 20 minutes.", "14:50"),
        ("The next update, due at 14:30, is brought forward by 10 minutes.", "14:20"),
        ("The next update by 14:30 is moved forward by 10 minutes.", "14:20"),
        ("The next update by 14:30 comes earlier by 10 minutes.", "14:20"),
        ("The next update due at 14:30 is brought forward to 14:20.", "14:20"),
        ("Next update is due by 14:30 CET, now 14:10 CET.", "14:30"),
    ] {
        assert_eq!(promised("", text), Some(at(expected)), "{text}");
        let text = format!("As of 14:05 CET the payments with cards fail. {text}");
        let c1: Vec<_> = findings(&text, &reading("", "14:10")).into_iter().filter(|f| f.rule == "C1").collect();
        assert!(c1.is_empty(), "{text}: {c1:?}");
    }
}

#[test]
fn a_second_time_of_another_matter_moves_nothing() {
    for text in [
        "The next update is due by 14:30, the rollback was postponed to 15:00.",
        "Next update at 14:30 and at 15:00.",
        "The next update comes by 14:30. The rollback was moved to 15:00.",
        "Next update by 14:30, not by 15:00.",
        "The next update was due by 14:30, not 15:00.",
        "The next update comes by 14:30 and the shop will be back at 15:00.",
        "We will write again by 14:30 but expect the repair at 15:00.",
        "Next update by 14:30 as the rollback is delayed.",
    ] {
        assert_eq!(promised("", text), Some(at("14:30")), "{text}");
    }
}

#[test]
fn what_is_dropped_or_postponed_without_a_time_promises_nothing() {
    for text in [
        "The next update by 14:30 is cancelled.",
        "The next update at 14:30 is postponed.",
        "The next update will not come at 14:30, the rollback ends at 15:00.",
        "The next update has been postponed.",
    ] {
        assert_eq!(promised("", text), None, "{text}");
        let text = format!("As of 14:05 CET the payments with cards fail. {text}");
        let found = findings(&text, &reading("", "14:10")).into_iter().find(|f| f.rule == "C1").expect("it is missing");
        assert!(found.is_in_the_way() && found.title.ends_with("promises no update"), "{text}: {}", found.title);
    }
}

#[test]
fn a_promise_is_moved_in_other_languages_as_well() {
    for (language, text, expected) in [
        ("German", "Die nächste Meldung kommt nicht um 14:30, sondern um 14:45.", "14:45"),
        ("German", "Die nächste Meldung war für 14:30 Uhr geplant, wird aber auf 15:00 Uhr verschoben.", "15:00"),
        ("French", "La prochaine mise à jour n'arrivera pas à 14 h 30 mais à 14 h 45.", "14:45"),
        ("French", "La prochaine mise à jour est reportée de 14 h 30 à 15 h 00.", "15:00"),
        ("Spanish", "La próxima actualización no llega a las 14:30, sino a las 14:45.", "14:45"),
        ("Spanish", "La próxima actualización se aplaza de las 14:30 a las 15:00.", "15:00"),
        ("Italian", "Il prossimo aggiornamento non arriva alle 14:30, ma alle 14:45.", "14:45"),
        ("Dutch", "De volgende update komt niet om 14.30 uur, maar om 14.45 uur.", "14:45"),
        ("Swedish", "Nästa uppdatering kommer inte kl. 14.30 utan kl. 14.45.", "14:45"),
        ("Danish", "Næste opdatering er udskudt fra kl. 14.30 til kl. 15.00.", "15:00"),
        ("Finnish", "Seuraava päivitys siirtyy klo 14.30:stä, uusi aika on klo 15.00.", "15:00"),
        ("Czech", "Další aktualizace se odkládá ze 14:30 na 15:00.", "15:00"),
        ("Chinese", "下次更新不是14:30，而是14:45。", "14:45"),
        ("Korean", "다음 안내는 14시 30분에서 15시로 연기되었습니다.", "15:00"),
        ("Japanese", "次回の更新は14時30分から15時に延期します。", "15:00"),
        ("German", "Das nächste Update wird von 14:40 Uhr auf 14:30 Uhr vorgezogen.", "14:30"),
        ("French", "La prochaine mise à jour est avancée de 14 h 40 à 14 h 30.", "14:30"),
        ("Spanish", "La próxima actualización se adelanta de las 14:40 a las 14:30.", "14:30"),
        ("Chinese", "下次更新从14:40提前到14:30。", "14:30"),
        ("Korean", "다음 안내는 14시 40분에서 14시 30분으로 앞당겨졌습니다.", "14:30"),
        ("Japanese", "次回の更新は14時40分から14時30分に前倒しします。", "14:30"),
    ] {
        assert_eq!(promised(language, text), Some(at(expected)), "{language}: {text}");
        assert_eq!(promised("", text), Some(at(expected)), "{text}");
    }
}

//! What is promised in other languages than English, in the words of those who write them.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::message::tests::customers;
use crate::message::{Context, findings, read, wall};
use crate::test::at;

/// A context whose audience reads a language; at 14:47 in Berlin.
fn reading(language: &str) -> Context {
    let mut context = customers();
    context.languages = vec![language.to_owned()];
    context.is_english = language.is_empty();
    (context.latest_next, context.interval, context.promised) = (None, None, None);
    context
}

fn promised(language: &str, text: &str) -> Option<Timestamp> {
    read(text, &reading(language)).next_at
}

/// Sentences as people write them, with the time that they promise at 14:47.
const WRITTEN: &[(&str, &str, &str)] = &[
    ("German", "Wir melden uns in 12 Minuten wieder.", "14:59"),
    ("German", "Nächste Meldung um 14:53 Uhr.", "14:53"),
    ("German", "Das nächste Update folgt bis 15.10 Uhr.", "15:10"),
    ("German", "Wir informieren Sie innerhalb der nächsten halben Stunde.", "15:17"),
    ("German", "In ca. 20 Minuten schreiben wir wieder.", "15:07"),
    ("German", "Nächste Meldung um 15 Uhr.", "15:00"),
    ("French", "Prochain point avant 14 h 55.", "14:55"),
    ("French", "Nous vous informerons dans 20 minutes.", "15:07"),
    ("French", "Prochaine mise à jour à 15h05 au plus tard.", "15:05"),
    ("French", "Nous reviendrons vers vous d'ici une demi-heure.", "15:17"),
    ("Spanish", "Próxima actualización a las 14:55.", "14:55"),
    ("Spanish", "Volveremos a informar en 20 minutos.", "15:07"),
    ("Spanish", "Próxima actualización antes de las 16.", "16:00"),
    ("Italian", "Prossimo aggiornamento entro le 14:55.", "14:55"),
    ("Italian", "Prossimo aggiornamento entro le 14.55.", "14:55"),
    ("Italian", "Vi aggiorneremo tra mezz'ora.", "15:17"),
    ("Italian", "Prossimo aggiornamento alle ore 15.", "15:00"),
    ("Dutch", "Volgende update om 14.55 uur.", "14:55"),
    ("Dutch", "We laten u weten hoe het gaat, over een kwartier.", "15:02"),
    ("Dutch", "Volgende bericht om 15 uur.", "15:00"),
    ("Portuguese", "Próxima atualização até às 14h55.", "14:55"),
    ("Portuguese", "Voltaremos a informar em 20 minutos.", "15:07"),
    ("Polish", "Następna informacja do godz. 14:55.", "14:55"),
    ("Polish", "Odezwiemy się w ciągu 20 minut.", "15:07"),
    ("Polish", "Kolejna aktualizacja za pół godziny.", "15:17"),
    ("Swedish", "Nästa uppdatering kl. 14.55.", "14:55"),
    ("Swedish", "Vi återkommer inom 20 minuter.", "15:07"),
    ("Danish", "Næste opdatering kl. 14.55.", "14:55"),
    ("Danish", "Vi vender tilbage om 20 minutter.", "15:07"),
    ("Danish", "Vi skriver igen senest kl. 15.", "15:00"),
    ("Norwegian", "Neste oppdatering kl. 14.55.", "14:55"),
    ("Norwegian", "Vi kommer tilbake innen 20 minutter.", "15:07"),
    ("Finnish", "Seuraava päivitys klo 14.55.", "14:55"),
    ("Finnish", "Kerromme lisää puolen tunnin kuluttua.", "15:17"),
    ("Finnish", "Palaamme asiaan 20 minuutin kuluttua.", "15:07"),
    ("Czech", "Další aktualizace ve 14:55.", "14:55"),
    ("Czech", "Ozveme se do 20 minut.", "15:07"),
    ("Czech", "Další informace za půl hodiny.", "15:17"),
    ("Turkish", "Sonraki bilgilendirme saat 14.55'te.", "14:55"),
    ("Turkish", "20 dakika içinde yeniden bilgi vereceğiz.", "15:07"),
    ("Vietnamese", "Chúng tôi sẽ cập nhật lúc 14 giờ 55.", "14:55"),
    ("Vietnamese", "Lần cập nhật tiếp theo trong vòng 20 phút.", "15:07"),
    ("Vietnamese", "Thông báo tiếp theo trước 14h55.", "14:55"),
    ("Korean", "14시 55분까지 다시 안내해 드리겠습니다.", "14:55"),
    ("Korean", "20분 이내에 다시 알려드리겠습니다.", "15:07"),
    ("Korean", "오후 2시 55분에 다음 안내를 드리겠습니다.", "14:55"),
    ("Japanese", "14時55分までに次回の更新をお知らせします。", "14:55"),
    ("Japanese", "20分以内に改めてご連絡します。", "15:07"),
    ("Japanese", "次回の更新は午後3時です。", "15:00"),
    ("Chinese", "下次更新：14:55前。", "14:55"),
    ("Chinese", "20分钟内再次通报。", "15:07"),
    ("Chinese", "我们将在下午2点55分再次通知您。", "14:55"),
    ("Chinese", "半小时内发布下次更新。", "15:17"),
];

#[test]
fn a_promise_is_read_in_the_words_of_its_language() {
    for (language, text, expected) in WRITTEN {
        assert_eq!(promised(language, text), Some(at(expected)), "{language}: {text}");
        // The audience's row may name no language.
        assert_eq!(promised("", text), Some(at(expected)), "{text}");
        let rules: Vec<_> = findings(text, &reading(language)).into_iter().filter(|f| f.rule == "C1").collect();
        assert!(rules.is_empty(), "{rules:?}");
    }
}

#[test]
fn what_is_refused_promises_nothing_and_says_so() {
    for (language, text) in [
        ("", "As of 14:45 CET it goes on. We will not write again by 15:20."),
        ("", "There will be no further update by 15:20."),
        ("", "We won't update you by 15:20."),
        ("", "The next update will not come by 15:20."),
        ("", "We cannot promise the next update by 15:20."),
        ("", "We cannot guarantee the next update by 15:20."),
        ("", "The next update does not come by 15:20."),
        ("German", "Es gibt kein weiteres Update bis 15:20 Uhr."),
        ("German", "Wir melden uns nicht mehr, auch nicht bis 15:20 Uhr."),
        ("German", "Wir können die nächste Meldung um 15:20 nicht versprechen."),
        ("Korean", "다음 업데이트는 15:20에 없습니다."),
        ("Turkish", "Sonraki güncelleme 15:20'da olmayacak."),
        ("French", "Pas de nouvelle mise à jour avant 15 h 20."),
        ("Spanish", "No habrá otra actualización antes de las 15:20."),
        ("Dutch", "Er komt geen nieuwe update voor 15.20 uur."),
        ("Danish", "Der kommer ingen ny opdatering inden kl. 15.20."),
        ("Norwegian", "Det kommer ikke noen ny oppdatering før kl. 15.20."),
        ("Finnish", "Emme julkaise uutta päivitystä klo 15.20."),
        ("Czech", "Další aktualizace do 15:20 nebude."),
        ("Polish", "Nie będzie kolejnej aktualizacji do 15:20."),
        ("Korean", "15시 20분까지 추가 안내는 없습니다."),
        ("Japanese", "15時20分までに次回の更新はありません。"),
        ("Chinese", "15:20前不会再次更新。"),
    ] {
        assert_eq!(promised(language, text), None, "{text}");
        let found = findings(text, &reading(language)).into_iter().find(|f| f.rule == "C1").expect("it is missing");
        assert!(found.is_in_the_way() && found.title.ends_with("promises no update"), "{text}: {}", found.title);
    }
}

#[test]
fn what_is_not_done_yet_takes_no_promise_back() {
    for (language, text) in [
        ("", "Not yet fixed; next update by 15:20."),
        ("", "It is not yet fixed, next update by 15:20."),
        ("", "It is not fixed yet and we will write again by 15:20."),
        ("", "No data was lost and the next update comes by 15:20."),
        ("", "We do not know the cause. Next update no later than 15:20."),
        ("", "We will not write again until 15:20."),
        ("", "Nothing new: next update at 15:20."),
        ("", "There is no workaround, but we will write again by 15:20."),
        ("German", "Noch nicht behoben, nächste Meldung bis 15:20 Uhr."),
        ("German", "Es ist noch nicht behoben und wir melden uns um 15:20 Uhr wieder."),
        ("French", "Ce n'est pas encore réglé ; prochain point à 15 h 20."),
        ("Spanish", "Aún no está resuelto y la próxima actualización será a las 15:20."),
        ("Polish", "To jeszcze nie koniec, kolejna informacja do 15:20."),
        ("Korean", "아직 복구되지 않았습니다. 다음 안내는 15시 20분입니다."),
        ("Japanese", "まだ復旧していませんが、次回の更新は15時20分です。"),
        ("Chinese", "问题还没有解决，下次更新15:20前。"),
    ] {
        assert_eq!(promised(language, text), Some(at("15:20")), "{text}");
    }
}

#[test]
fn a_language_without_a_table_is_asked_for_its_time_by_hand_and_holds_nothing_up() {
    let mut context = reading("Estonian");
    let text = "Maksed ei tööta. Anname teada poole tunni pärast.";
    let c1 = |context: &Context, text: &str| {
        findings(text, context).into_iter().find(|f| f.rule == "C1").expect("asked for")
    };
    let asked = c1(&context, text);
    assert!(!asked.is_in_the_way() && asked.title.contains("Estonian"), "{asked:?}");
    assert!(asked.message.contains("give its time beside the text"), "{}", asked.message);
    context.promised = Some(at("15:17"));
    assert!(c1(&context, text).message.contains("15:17"), "it was given");
    // A script that no table holds, where the row names no language.
    let greek = c1(&reading(""), "Οι πληρωμές με κάρτα δεν λειτουργούν. Θα επανέλθουμε σε λίγο.");
    assert!(!greek.is_in_the_way(), "{greek:?}");
    // A language that is known and says nothing is held to it.
    let german = c1(&reading("German"), "Zahlungen schlagen fehl.");
    assert!(german.is_in_the_way(), "{german:?}");
}

#[test]
fn the_time_of_the_facts_is_read_in_other_languages() {
    let c6 = |language: &str, text: &str| findings(text, &reading(language)).into_iter().find(|f| f.rule == "C6");
    for (language, text) in [
        ("German", "Stand 14:45 Uhr MEZ: Zahlungen schlagen fehl. Nächste Meldung bis 15:07 Uhr."),
        ("German", "Stand 14:45 Uhr (CET). Nächste Meldung bis 15:07 Uhr."),
        ("Korean", "14:45 CET 기준 결제가 실패합니다. 다음 안내는 15시 7분입니다."),
    ] {
        assert_eq!(c6(language, text).map(|f| f.title), None, "{text}");
    }
    let bare =
        c6("German", "Stand 14:45 Uhr: Zahlungen schlagen fehl. Nächste Meldung bis 15:07 Uhr.").expect("no zone");
    assert_eq!(bare.title, "The time that the facts are of has no time zone");
    assert!(bare.fix.is_some());
}

#[test]
fn other_times_of_day_are_read_and_what_looks_like_them_is_not() {
    let none =
        |text: &str| assert_eq!(promised("", &format!("As of 14:45 CET. Next update soon {text}")), None, "{text}");
    for text in
        ["with 15 h of work", "in the next 3点", "of 12.50 €", "over 20 min", "14시간", "for the 15h outage", "at 4.2"]
    {
        none(text);
    }
    let tomorrow = "2026-03-12T08:00:00Z".parse().ok();
    for (language, text) in [
        ("German", "Nächste Meldung morgen um 9:00 Uhr."),
        ("French", "Prochain point demain à 9 h 00."),
        ("Chinese", "下次更新：明天9:00。"),
        ("Vietnamese", "Thông báo tiếp theo: ngày mai lúc 9 giờ."),
    ] {
        assert_eq!(promised(language, text), tomorrow, "{text}");
    }
    let morning = "Seit heute Morgen um 9:00 Uhr schlagen Zahlungen fehl. Wir melden uns bis 15:07 Uhr.";
    assert_eq!(promised("German", morning), Some(at("15:07")));
}

#[test]
fn every_table_is_whole() {
    let table = include_str!("words.txt");
    let known = [
        "names", "promise", "phrases", "refusals", "leads", "behind", "fillers", "units", "numbers", "wholes", "as_of",
        "days", "contrast", "moved", "earlier",
    ];
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (key, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line}"));
        assert!(known.contains(&key), "{line}");
        let is_number = matches!(key, "units" | "numbers" | "wholes" | "days");
        for word in value.split(" | ").filter(|_| key != "promise") {
            let number = word.split_once('=').map(|(_, n)| n.parse::<i64>());
            assert_eq!(number.is_some_and(|n| n.is_ok()), is_number, "{word} in {line}");
            assert_eq!(word, word.trim(), "{line}");
        }
    }
    for tongue in TONGUES.iter() {
        assert!(
            tongue.promise.contains("**{}**") && !tongue.refusals.is_empty() && !tongue.as_of.is_empty(),
            "{tongue:?}"
        );
        assert!(!tongue.phrases.is_empty() && !tongue.units.is_empty() && !tongue.days.is_empty(), "{tongue:?}");
        assert!(tongue.leads.len() + tongue.behind.len() > 0, "{tongue:?}");
        for name in &tongue.names {
            assert!(of(name).is_some_and(|found| found.names == tongue.names), "{name}");
        }
    }
    assert!(of("Deutsch (Schweiz)").is_some() && of("de-AT").is_some() && of("English").is_none() && of("").is_none());
}

proptest! {
    /// What the program writes as a promise it reads back as the same moment, in every language.
    #[test]
    fn every_printed_promise_is_read_back_as_the_same_moment(minutes in 1_i64..600, which in 0_usize..TONGUES.len()) {
        let tongue = &TONGUES[which];
        let context = reading(tongue.names[0]);
        let moment = context.now.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(context.now);
        let moment = Timestamp::from_second(moment.as_second().div_euclid(60) * 60).unwrap_or(moment);
        let printed = tongue.promise(&wall(moment, context.now, &context.zone));
        prop_assert_eq!(read(&printed, &context).next_at, Some(moment), "{}", printed);
        prop_assert_eq!(promised("", &printed), Some(moment), "{}", printed);
    }

    /// A span in minutes is read in every language that has a lead or an ending for it.
    #[test]
    fn every_span_is_read_as_so_many_minutes(minutes in 1_i64..240, which in 0_usize..TONGUES.len(), lead in 0_usize..6, unit in 0_usize..6) {
        let tongue = &TONGUES[which];
        let units: Vec<_> = tongue.units.iter().filter(|(_, each)| *each == 1).collect();
        let unit = units[unit % units.len()].0;
        let gap = if unit.starts_with(is_wide) { "" } else { " " };
        let text = match tongue.leads.len() {
            0 => format!("{minutes}{gap}{unit}{gap}{}", tongue.behind[lead % tongue.behind.len()]),
            n => format!("{} {minutes}{gap}{unit}", tongue.leads[lead % n]),
        };
        prop_assert_eq!(tongue.span(&text).map(|(_, length)| length.as_mins()), Some(minutes), "{}", text);
    }

    /// No text makes the reading stumble.
    #[test]
    fn any_text_is_read(text in "(下午|2|点|半|時|14|:|：|\\.| |h|giờ|alle ore |a las |Uhr|kl\\. |in |분| 이내|\\(|CET|é|😀|nächste meldung|不会|ni|,){0,14}") {
        for language in ["", "German", "Chinese"] {
            let _ = read(&text, &reading(language));
        }
    }
}

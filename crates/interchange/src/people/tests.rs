use proptest::prelude::*;

use super::*;

fn cards(text: &str) -> PeopleFile {
    read_people("people.vcf", text.as_bytes()).expect("it reads")
}

fn said(file: &PeopleFile) -> String {
    file.remarks.iter().map(|r| format!("{}: {}\n", r.line, r.message)).collect()
}

#[test]
fn a_card_of_each_version_says_who_it_is_and_what_was_left_out() {
    let file = cards(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kim Ji-woo\r\nN:Kim;Ji-woo;;;\r\nORG:Northwind\\, Ltd;Payments\r\nTITLE:Lead\r\nitem1.TEL;type=CELL;type=pref:+82 2 555\r\n  0143\r\nEMAIL;TYPE=\"work,x:y\":kim@example.org\r\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n BBBB\r\n CCCC\r\nTZ:Asia/Seoul\r\nNOTE:first\\nsecond\r\nADR:;;Street;;;;\r\nUID:0191b2c3-0000-7000-8000-000000000001\r\nEND:VCARD\r\n\
         BEGIN:VCARD\nVERSION:4.0\nFN:Nguyễn Thị Mai\nTEL;VALUE=uri:tel:+84-24-555\nIMPP:xmpp:mai@example.org\nTZ:+07:00\nEND:VCARD\n\
         BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:W=C3=B3jcik;Katarz=\nyna\nTEL;CELL:+48 22\nTEL;WORK;FAX:+48 23\nX-SKYPE:kasia\nEND:VCARD\n",
    );
    let [kim, mai, kasia] = file.people.as_slice() else { panic!("three people: {file:?}") };
    assert_eq!(kim.text("name"), "Kim Ji-woo");
    assert_eq!(kim.text("employer"), "Northwind, Ltd, Payments");
    assert_eq!(kim.fields["phones"], ["+82 2 555 0143"]);
    assert_eq!(
        (kim.text("emails"), kim.text("zone"), kim.text("note")),
        ("kim@example.org", "Asia/Seoul", "first\nsecond")
    );
    assert_eq!(kim.text("id"), "0191b2c3-0000-7000-8000-000000000001");
    assert_eq!((mai.text("phones"), mai.text("chat"), mai.text("zone")), ("+84-24-555", "xmpp:mai@example.org", ""));
    assert_eq!(
        (kasia.text("name"), kasia.fields["phones"].len(), kasia.text("chat")),
        ("Katarzyna Wójcik", 1, "skype:kasia")
    );
    let said = said(&file);
    for words in ["1 photo was left out", "ADR has no place", "difference to UTC", "1 fax number was"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn a_broken_file_is_read_as_far_as_it_goes_and_refused_where_nothing_is_in_it() {
    let file = cards(
        "noise\nBEGIN:VCARD\nFN:Ada\nBEGIN:VCARD\nFN:Ben\nEND:VCARD\nBEGIN:VCARD\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nKIND:group\nFN:Team\nEND:VCARD\nBEGIN:VCARD\nFN:Cem",
    );
    let names: Vec<&str> = file.people.iter().map(|p| p.text("name")).collect();
    assert_eq!(names, ["Ada", "Ben", "Cem"]);
    let said = said(&file);
    assert!(said.contains("no END:VCARD") && said.contains("no name is in it") && said.contains("of groups"), "{said}");
    assert!(matches!(read_people("people.vcf", b"nothing here"), Err(PeopleError::NoCard)));
    assert!(matches!(read_people("people.csv", b"Colour,Size\nred,2\n"), Err(PeopleError::NoName)));
    let large = vec![b' '; FILE_LIMIT + 1];
    assert!(matches!(read_people("people.vcf", &large), Err(PeopleError::TooLarge(_))));
}

#[test]
fn a_large_file_of_photos_keeps_the_people_and_not_the_pictures() {
    let photo = format!("PHOTO;ENCODING=b:{}", "QUJD\r\n ".repeat(12_000));
    let text: String = (0..60).map(|n| format!("BEGIN:VCARD\r\nFN:Person {n}\r\n{photo}\r\nEND:VCARD\r\n")).collect();
    assert!(text.len() > 5_000_000);
    let file = cards(&text);
    assert_eq!(file.people.len(), 60);
    assert_eq!(said(&file), "3: 60 photos were left out: the directory keeps no pictures of people.\n");
}

#[test]
fn tables_of_other_programs_are_understood_by_their_heads() {
    let csv = "First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Organization Name,Shoe size\nKatarzyna,Wójcik,k@example.org ::: kw@example.org,'+48 22,Northwind,38\n,,x@example.org,,,\n";
    let file = read_people("contacts.csv", csv.as_bytes()).expect("it reads");
    assert_eq!(file.people.len(), 1);
    assert_eq!(file.people[0].text("name"), "Katarzyna Wójcik");
    assert_eq!(file.people[0].fields["emails"], ["k@example.org", "kw@example.org"]);
    assert_eq!(file.people[0].text("phones"), "+48 22");
    let said = said(&file);
    assert!(said.contains("“Shoe size”") && said.contains("1 row was"), "{said}");
}

fn value() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9ÄéŁı김中@+=',;:.\\\\\"-][a-zA-Z0-9ÄéŁı김中 @+=',;:.\\\\\"-]{0,90}"
        .prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn person() -> impl Strategy<Value = IncomingPerson> {
    let single = ["native_name", "employer", "working_hours", "backup", "last_confirmed", "sensitive", "uid"];
    let sets = super::SETS;
    let singles =
        proptest::collection::btree_map(proptest::sample::select(single.to_vec()), value().prop_map(|v| vec![v]), 0..5);
    let many = proptest::collection::btree_map(
        proptest::sample::select(sets.to_vec()),
        proptest::collection::btree_set(value(), 1..4).prop_map(|set| set.into_iter().collect::<Vec<_>>()),
        0..6,
    );
    let note = proptest::option::of((value(), value()).prop_map(|(a, b)| format!("{a}\n{b}")));
    (value(), singles, many, note, any::<u128>()).prop_map(|(name, singles, many, note, id)| {
        let mut fields: BTreeMap<String, Vec<String>> =
            singles.into_iter().chain(many).map(|(key, values)| (key.to_owned(), values)).collect();
        fields.insert("name".to_owned(), vec![name]);
        fields.insert("id".to_owned(), vec![Uuid::from_u128(id).to_string()]);
        fields.insert("zone".to_owned(), vec!["Asia/Seoul".to_owned()]);
        // A foreign id that looks like one of ours would be taken for it.
        if fields.get("uid").is_some_and(|uid| Uuid::parse_str(&uid[0]).is_ok()) {
            fields.remove("uid");
        }
        fields.extend(note.map(|note| ("note".to_owned(), vec![note])));
        IncomingPerson { line: 0, fields }
    })
}

use bridgebook_domain::directory::incoming::IncomingPerson;
use uuid::Uuid;

fn without_lines(file: PeopleFile) -> Vec<IncomingPerson> {
    file.people.into_iter().map(|person| IncomingPerson { line: 0, ..person }).collect()
}

proptest! {
    #[test]
    fn people_come_back_from_cards_as_they_went(people in proptest::collection::vec(person(), 1..4)) {
        for version in [CardVersion::Three, CardVersion::Four] {
            let text = write_people_cards(&people, version);
            prop_assert!(text.split("\r\n").all(|line| line.len() <= 75), "{}", text);
            let file = read_people("out.vcf", text.as_bytes()).expect("it reads");
            prop_assert_eq!(&without_lines(file), &people);
        }
    }

    #[test]
    fn people_come_back_from_a_table_as_they_went(people in proptest::collection::vec(person(), 1..4)) {
        let text = write_people_csv(&people);
        let file = read_people("out.csv", text.as_bytes()).expect("it reads");
        prop_assert_eq!(&without_lines(file), &people);
    }

    #[test]
    fn no_bytes_make_it_fail(bytes in proptest::collection::vec(any::<u8>(), 0..400), card in any::<bool>()) {
        let mut file = if card { b"BEGIN:VCARD\nFN:A\nTEL;ENCODING=QUOTED-PRINTABLE:=4=\n".to_vec() } else { b"Name,Phones\n".to_vec() };
        file.extend(bytes);
        let _ = read_people("x", &file);
    }
}

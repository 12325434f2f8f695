//! The directory in the real window: people in a list with a card each, a name changed once, a file of people looked at
//! before it comes in and taken back, and two entries of one person merged.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

const CARD: &str = "aside.card";
const IMPORT: &str = "section[aria-label=\"Import of people\"]";
const DOUBLES: &str = "section[aria-label=\"People who may be there twice\"]";
const LOOKS: &[&str] = &["dark", "contrast", "light"];
const CARDS: &str = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada Brandt\nTEL:+49 30 555 0100\nEMAIL:ada@example.org\nTZ:Europe/Berlin\nPHOTO;ENCODING=b:AAAA\nEND:VCARD\n\
    BEGIN:VCARD\nVERSION:4.0\nFN:Ji-woo Kim\nTEL:+82 2 555 0143\nTITLE:On-call engineer\nEND:VCARD\n\
    BEGIN:VCARD\nVERSION:4.0\nFN:Chen Wei\nEMAIL:someone.else@example.org\nEND:VCARD\n";

#[tokio::test]
async fn people_are_looked_up_renamed_imported_and_merged() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.go("People").await?;
    window.wait_for_words("main", "Aisha Bello").await?;
    let mut faults = window.looks("people-list", LOOKS).await?;

    let open =
        "[...document.querySelectorAll('main [role=link]')].find((r) => r.innerText.includes(arguments[0])).click()";
    window.script(open, vec![json!("Kim Ji-woo")]).await?;
    window.wait_for_words(CARD, "Where used").await?;
    window.wait_for_words(CARD, "+82 2 555 0143").await?;
    window.pick(CARD, "Confirm today").await?;
    window.wait_for_words(CARD, "2026-03-11").await?;
    faults.extend(window.looks("people-card", LOOKS).await?);

    // A name is changed once, in place; whoever is shown anywhere else has it too.
    let change = "document.querySelector('aside.card button[aria-label^=\"Change Name:\"]').click()";
    window.script(change, vec![]).await?;
    let typed = "const f = document.querySelector('aside.card dl input'); f.value = arguments[0]; f.dispatchEvent(new Event('input', { bubbles: true })); f.form.requestSubmit()";
    window.script(typed, vec![json!("Kim Minji")]).await?;
    window.wait_for_words(&format!("{CARD} h2"), "Kim Minji").await?;
    window.wait_for_words("main .list", "Kim Minji").await?;
    assert!(profile.cli(&["directory", "show", "Kim Minji"])?.contains("김지우"));
    window.push("Undo").await?;
    window.wait_for_words(&format!("{CARD} h2"), "Kim Ji-woo").await?;
    window.click(&format!("{CARD} button[aria-label='Close the card']")).await?;

    // A file is looked at before anything of it is kept.
    let choose = "const data = new DataTransfer(); data.items.add(new File([arguments[0]], 'team.vcf')); const f = document.querySelector('input[type=file]'); f.files = data.files; f.dispatchEvent(new Event('change', { bubbles: true }))";
    window.script(choose, vec![json!(CARDS)]).await?;
    window.wait_for_words(IMPORT, "1 photo was left out").await?;
    window.wait_for_words(IMPORT, "under another name").await?;
    window.wait_for_words(IMPORT, "Nothing is written yet").await?;
    faults.extend(window.looks("people-import", LOOKS).await?);
    let new = "const s = [...document.querySelectorAll('section[aria-label=\"Import of people\"] select')].find((s) => s.textContent.includes('Kim Ji-woo')); s.value = 'new'; s.dispatchEvent(new Event('change', { bubbles: true }))";
    window.script(new, vec![]).await?;
    window.pick(IMPORT, "Import 2 people").await?;
    window.wait_for_no(IMPORT).await?;
    window.wait_for_words("main .list", "Ada Brandt").await?;

    window.push("Doubles").await?;
    window.wait_for_words(DOUBLES, "Ji-woo Kim").await?;
    window.wait_for_words(DOUBLES, "Merge into").await?;
    faults.extend(window.looks("people-merge", LOOKS).await?);
    window.pick(DOUBLES, "Merge into Kim Ji-woo").await?;
    window.wait_for_words(DOUBLES, "Nobody looks like somebody else").await?;
    assert!(
        profile.cli(&["directory", "show", "Ji-woo Kim"])?.contains("Kim Ji-woo"),
        "the other name means the kept one"
    );
    window.push("Undo").await?;
    window.wait_for_words(DOUBLES, "Merge into").await?;
    window.push("Back to the list").await?;
    window.wait_for_words("main .list", "Ji-woo Kim").await?;
    assert_eq!(faults, Vec::<String>::new());
    window.close().await
}

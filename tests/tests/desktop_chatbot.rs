//! The sample before its declaration: cases of the support chatbot are dropped into a folder, rules decide about them and
//! say why, more of the same kind raise the next level, and the cases become an incident to which they stay linked.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use bridgebook_tests::desktop::{Profile, Window};
use bridgebook_tests::root;
use serde_json::{Value, json};

const LOOKS: &[&str] = &["light", "dark", "contrast"];
const FIRST: (&str, &str) = ("C-1", "2026-03-11T12:57:00Z");
/// Three more of the same kind within five minutes: with the first they are as many as the rule for a fault asks for.
const MORE: [(&str, &str); 3] =
    [("C-2", "2026-03-11T12:59:00Z"), ("C-3", "2026-03-11T13:00:00Z"), ("C-4", "2026-03-11T13:01:00Z")];

/// The rules of the template with the numbers of the sample: who wants to leave begins at L1, and four cases of one kind
/// within five minutes are a fault, for L2.
fn rules() -> Result<String> {
    let template = fs::read_to_string(root().join("templates/en/customer-service-escalation.md"))?;
    let mut found = 0;
    let lines = template.lines().map(|line| {
        let changed = match line {
            line if line.starts_with("title: ") => "title: Support desk".to_owned(),
            line if line.starts_with("| Wants to leave |") => {
                line.replace("| Support Lead | L2 |", "| Support Agent | L1 |")
            }
            line if line.starts_with("| Same subject from many |") => line
                .replace("in 15 min >= 5", "in 5 min >= 4")
                .replace("| Duty Manager | L3 |", "| Support Lead | L2 |"),
            line => line.to_owned(),
        };
        found += usize::from(changed != line);
        changed
    });
    let text: Vec<String> = lines.collect();
    ensure!(found == 3, "the template has other rules: {found} lines were changed");
    Ok(text.join("\n"))
}

/// A case as the chatbot hands it over.
fn case((id, opened): (&str, &str), said: &str) -> Value {
    json!({
        "id": id, "opened": opened, "subject": "Card refused in checkout", "customer": format!("K-{id}"), "tier": "Gold", "sentiment": -1,
        "confidence": if id == "C-1" { 62 } else { 93 }, "handled_by": "AI", "priority": "High",
        "customer_data": {"orders": "3"}, "attempts": ["Reset session", "Suggested another card"],
        "conversation": [
            {"at": opened, "by": "customer", "text": said},
            {"at": opened, "by": "assistant", "text": "I have reset your session. Please try again."},
        ],
    })
}

fn drop_into(folder: &Path, name: &str, cases: &[Value]) -> Result<()> {
    // A file is there whole or not at all, as another system would put it.
    let part = folder.join(format!("{name}.part"));
    fs::write(&part, serde_json::to_vec(cases)?)?;
    fs::rename(part, folder.join(name))?;
    Ok(())
}

/// Waits until a case of the data folder says something, by the command line beside the window.
async fn wait_for_case(profile: &Profile, id: &str, key: &str, wanted: &str) -> Result<()> {
    let mut last = String::new();
    for _ in 0..150 {
        last = match profile.cli(&["--json", "case", "show", id]) {
            Ok(text) => serde_json::from_str::<Value>(&text)?["row"][key].as_str().unwrap_or_default().to_owned(),
            Err(error) => error.to_string(),
        };
        if last == wanted {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    anyhow::bail!("{id}: {key} is {last}, and not {wanted}")
}

#[tokio::test]
async fn cases_of_the_chatbot_are_routed_and_become_the_incident() -> Result<()> {
    let profile = Profile::at("2026-03-11T13:01:30Z")?;
    let file = profile.folder().join("rules.md");
    fs::write(&file, rules()?)?;
    profile.cli(&["document", "import", &file.display().to_string()])?;
    let folder = profile.folder().join("from-the-chatbot");
    fs::create_dir(&folder)?;
    profile.cli(&["case", "watch", &folder.display().to_string(), "--document", "Support desk"])?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("No incident is open").await?;

    drop_into(&folder, "first.json", &[case(FIRST, "Then I will cancel the order")])?;
    wait_for_case(&profile, "C-1", "owner", "Support Agent").await?;
    wait_for_case(&profile, "C-1", "level", "L1").await?;

    drop_into(&folder, "more.json", &MORE.map(|one| case(one, "My card is refused")))?;
    wait_for_case(&profile, "C-4", "level", "L2").await?;
    let duties = profile.cli(&["case", "duties"])?;
    ensure!(
        duties.contains(
            "C-4: Declare the incident and choose its severity, as the rule names none (Same subject from many)"
        ),
        "{duties}"
    );

    window.command("Cases").await?;
    window.wait_for_text("C-4").await?;
    let mut faults = Vec::new();
    for look in LOOKS {
        window.look(look).await?;
        faults.extend(window.faults(&format!("work-cases-{look}")).await?);
    }
    window.look("light").await?;
    let choose = "document.querySelectorAll('main input[type=checkbox][aria-label^=\"Choose C-\"]').forEach((box) => box.click())";
    window.script(choose, vec![]).await?;
    window.wait_for_text("4 cases chosen").await?;
    faults.extend(window.faults("work-chosen-light").await?);
    window.push("Declare an incident from these cases").await?;
    window.wait_for("form[aria-label=\"Declare an incident\"]").await?;
    window.wait_for_words("form[aria-label=\"Declare an incident\"]", "4 cases").await?;
    faults.extend(window.faults("work-declare-light").await?);
    window.script("document.querySelector('.severities input').click()", vec![]).await?;
    window.press(&[Window::CONTROL, Window::ENTER]).await?;
    window.wait_for_no("form[aria-label=\"Declare an incident\"]").await?;
    window.wait_for_text("Next updates").await?;
    window.wait_for_text("4 cases").await?;
    for look in LOOKS {
        window.look(look).await?;
        faults.extend(window.faults(&format!("work-board-{look}")).await?);
    }
    let shown = serde_json::from_str::<Value>(&profile.cli(&["--json", "case", "show", "C-1"])?)?;
    ensure!(shown["row"]["incident"]["number"].as_str().is_some_and(|number| number.starts_with("INC-")), "{shown}");

    window.command("Metrics of incidents").await?;
    window.wait_for_text("Time to").await?;
    for look in LOOKS {
        window.look(look).await?;
        faults.extend(window.faults(&format!("metrics-{look}")).await?);
    }
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}

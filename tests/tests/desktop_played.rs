//! The sample's story played in the real window by hand, in a new data folder under a supposed time: from the declaration
//! to the hand-over and the close. At each step the queue, the log and the servers on this machine are looked at.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use bridgebook_delivery_servers::{MailScript, MailServer, WebhookFault, WebhookServer};
use bridgebook_tests::desktop::{Profile, Window, body_of};
use serde_json::json;

const TITLE: &str = "Checkout: card payments failing in EU";
const CALLS: &str = "section[aria-label=\"Call now\"]";
const QUEUE: &str = "nav[aria-label=Updates]";

/// The window with everything around it.
struct Stage {
    profile: Profile,
    window: Window,
    mail: MailServer,
    hook: WebhookServer,
    faults: Vec<String>,
}

impl Stage {
    /// Sets the time of day in Berlin, and waits until the window shows it.
    async fn at(&self, time: &str) -> Result<()> {
        self.profile.set_clock_in_berlin(time)?;
        let seconds = if time.len() == 5 { ":00" } else { "" };
        self.window.wait_for_text(&format!("{time}{seconds}")).await
    }

    /// A picture in light and in dark, and what keeps people out of the screen.
    async fn picture(&mut self, name: &str) -> Result<()> {
        self.faults.extend(self.window.looks(&format!("played-{name}"), &["dark", "light"]).await?);
        Ok(())
    }

    fn log(&self) -> Result<String> {
        self.profile.cli(&["log", "list", "INC-1"])
    }

    /// Each of these is in the log once.
    fn logged_once(&self, lines: &[&str]) -> Result<()> {
        let log = self.log()?;
        for line in lines {
            let times = log.lines().filter(|found| found.contains(line)).count();
            ensure!(times == 1, "“{line}” is {times} times in the log:\n{log}");
        }
        Ok(())
    }

    /// Gives a role to a person through the strip.
    async fn give(&self, role: &str, person: &str) -> Result<()> {
        let window = &self.window;
        window.command("Give a role to a person").await?;
        window.wait_for("[role=dialog] input").await?;
        window.fill("[role=dialog]", "Role", role).await?;
        window.press(&[Window::TAB]).await?;
        window.fill("[role=dialog]", "Person", person).await?;
        window.press(&[Window::TAB]).await?;
        window.push("Give").await?;
        window.wait_for_no("[role=dialog]").await?;
        self.logged_once(&[&format!("{person} assumes {role}")])
    }

    /// Sets the state through the strip.
    async fn state(&self, state: &str) -> Result<()> {
        self.window.set_state(state).await?;
        self.window.wait_for_text(&format!("{state} since")).await
    }

    /// Sets the severity through the strip.
    async fn severity(&self, severity: &str, why: &str) -> Result<()> {
        self.window.command("Set the severity").await?;
        self.window.wait_for("[role=dialog] select").await?;
        self.window.select("[role=dialog]", "Severity", severity).await?;
        self.window.fill("[role=dialog]", "Why it changes", why).await?;
        self.window.press(&[Window::ENTER]).await?;
        self.window.wait_for_no("[role=dialog]").await
    }

    /// Sends what is written by mail to those whom the directory names.
    async fn send(&self, audience: &str) -> Result<()> {
        self.window.pick("section.write fieldset", "E-mail").await?;
        self.window.wait_for(&format!("ul[aria-label=\"Whom the update to {audience} goes to\"] li")).await?;
        self.window.push("Send to").await
    }

    /// Writes an update in place of what its template offers.
    async fn write(&self, audience: &str, text: &str) -> Result<()> {
        let window = &self.window;
        window.go("Comms").await?;
        window.pick(QUEUE, audience).await?;
        window.wait_for(&format!("section[aria-label=\"Update to {audience}\"] textarea")).await?;
        // What the template offers is there once the text was read, as the line of the approval tells, and is replaced as
        // a whole.
        window.wait_for(&format!("section[aria-label=\"Update to {audience}\"] .approval")).await?;
        window
            .script(
                "const field = document.querySelector('section.write textarea'); field.focus(); field.select()",
                vec![],
            )
            .await?;
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                window.press(&[Window::ENTER]).await?;
            }
            if !line.is_empty() {
                window.type_text(line).await?;
            }
        }
        let typed = window.script("return document.querySelector('section.write textarea').value", vec![]).await?;
        ensure!(typed == json!(text), "{typed} in place of {text}");
        Ok(())
    }

    /// Has the commander approve what is written.
    async fn approve(&self) -> Result<()> {
        self.window.push("Ask for approval").await?;
        self.window.wait_for_text("Waits for Incident Commander").await?;
        self.window.push("Approve").await?;
        self.window.wait_for_text("approved this text, word for word").await
    }

    /// The mails that arrived: what is told by the matrix's rules of notification, and updates.
    fn mails(&self) -> (Vec<String>, Vec<String>) {
        self.mail.taken().into_iter().map(|mail| mail.text).partition(|text| text.contains("\r\nSubject: INC-1 SEV"))
    }

    /// Waits until so many updates have arrived by mail and so many calls at the pager.
    async fn arrived(&self, mails: usize, posts: usize) -> Result<()> {
        let until = Instant::now() + Duration::from_secs(20);
        while (self.mails().1.len(), self.hook.taken().len()) != (mails, posts) {
            let found = (self.mails().1.len(), self.hook.taken().len());
            ensure!(Instant::now() < until, "{found:?} in place of {mails} mails and {posts} posts");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// The update that arrived last has this text, word for word.
    fn arrived_as(&self, text: &str) -> Result<()> {
        let (_, updates) = self.mails();
        let body = updates.last().map(|mail| body_of(mail)).unwrap_or_default();
        ensure!(body == text, "“{body}” arrived in place of “{text}”");
        ensure!(!body.contains("{{"), "a variable went out: {body}");
        Ok(())
    }

    /// How the queue of updates reads: audience, state and moment.
    fn due(&self, audience: &str) -> Result<String> {
        let due = self.profile.cli(&["update", "due", "INC-1"])?;
        let row = due.lines().find(|line| line.contains(&format!(" {audience} ")));
        Ok(row.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_incident_is_played_from_its_declaration_to_its_close() -> Result<()> {
    let profile = Profile::at("2026-03-11T12:50:00Z")?;
    profile.fill_with_northwind()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    let (mail, hook) =
        (MailServer::start(MailScript::open()).await, WebhookServer::start(WebhookFault::None, None).await);
    let mut stage = Stage { profile, window, mail, hook, faults: Vec::new() };
    for (key, value) in [("zone", "Europe/Berlin"), ("organisation", "Northwind Outfitters")] {
        stage.window.act(json!({ "intent": "set_setting", "key": key, "value": value })).await?;
    }
    stage.window.act(json!({ "intent": "set_me", "person": "Katarzyna Wójcik" })).await?;
    channels(&mut stage).await?;
    declared(&mut stage).await?;
    called(&mut stage).await?;
    told(&mut stage).await?;
    escalated(&mut stage).await?;
    late(&mut stage).await?;
    changed(&mut stage).await?;
    resolved(&mut stage).await?;
    handed_over(&mut stage).await?;
    closed(&mut stage).await?;
    stage.window.close().await?;
    ensure!(stage.faults.is_empty(), "faults that keep people out:\n{}", stage.faults.join("\n"));
    Ok(())
}

/// A mail server and a webhook for calls, set up by hand.
async fn channels(stage: &mut Stage) -> Result<()> {
    let window = &stage.window;
    let form = "form[aria-label=\"New channel\"]";
    window.go("Settings").await?;
    window.push("Add a channel").await?;
    window.wait_for(&format!("{form} input:focus")).await?;
    window.fill(form, "Name", "E-mail").await?;
    window.fill(form, "From", "Northwind incident desk <desk@northwind.example>").await?;
    window.fill(form, "Mail server", "127.0.0.1").await?;
    window.select(form, "Connection", "None, in the own network").await?;
    window.fill(form, "Port", &stage.mail.port().to_string()).await?;
    window.screenshot("played-channel").await?;
    window.push("Add the channel").await?;
    window.wait_for_text("“E-mail” is set up.").await?;
    window.push("Add a channel").await?;
    window.pick(form, "Webhook").await?;
    window.fill(form, "Name", "Page").await?;
    window.fill(form, "Address of the webhook", &stage.hook.url("/page/secret")).await?;
    window.pick(form, "The host lies in our own network").await?;
    window.push("Add the channel").await?;
    window.wait_for_text("“Page” is set up.").await?;
    stage.picture("channels").await
}

/// 14:05: declared with the keyboard; the first level is called.
async fn declared(stage: &mut Stage) -> Result<()> {
    stage.at("14:05").await?;
    let window = &stage.window;
    window.press(&[Window::CONTROL, Window::SHIFT, 'd']).await?;
    window.wait_for("form[aria-label=\"Declare an incident\"] input:focus").await?;
    window.type_text(TITLE).await?;
    for key in [Window::TAB, '1', Window::ENTER] {
        window.press(&[key]).await?;
    }
    for words in [TITLE, "SEV1", "Since declared", "Call now"] {
        window.wait_for_text(words).await?;
    }
    stage.logged_once(&["Declared SEV1 INC-1", "L1 called: On-call engineer"])?;
    stage.picture("declared").await
}

/// 14:07: the first number does not answer, the second takes it.
async fn called(stage: &mut Stage) -> Result<()> {
    stage.arrived(0, 1).await?;
    let page = stage.hook.taken()[0].body.clone();
    ensure!(page.contains("On-call engineer is called as L1. Called at 14:05 CET"), "{page}");
    stage.at("14:07").await?;
    let window = &stage.window;
    window.fill(CALLS, "What On-call engineer said", "rang for a minute").await?;
    window.pick(CALLS, "No answer").await?;
    window.wait_for_words(CALLS, "no answer: rang for a minute, 14:07").await?;
    window.fill(CALLS, "What Platform on call said", "restarts one node").await?;
    stage.picture("called").await?;
    let window = &stage.window;
    window.pick(CALLS, "Takes it").await?;
    window.wait_for_no(CALLS).await?;
    window.wait_for_words("section[aria-label=Escalation]", "acknowledged").await?;
    stage.give("Communications Lead", "Nguyễn Thị Mai").await?;
    stage.give("Operations Lead", "Kim Ji-woo").await?;
    stage.logged_once(&["restarts one node", "rang for a minute"])
}

/// 14:09 to 14:14: customers hear by the status page, recorded by hand; executives by a mail that really arrives.
async fn told(stage: &mut Stage) -> Result<()> {
    stage.at("14:09").await?;
    ensure!(stage.due("Customers")?.contains("at_risk 2026-03-11T13:10:00Z"), "{}", stage.due("Customers")?);
    let text = "As of 14:09 CET we know that some payments in our shop do not go through. We are looking into it and \
                will write again by 14:29 CET. More: status.northwind.example";
    stage.write("Customers", text).await?;
    stage.approve().await?;
    stage.picture("writing").await?;
    stage.window.push("Record as sent").await?;
    stage.window.wait_for_words(QUEUE, "Sent 1").await?;
    // Whoever is told “with every update of Customers” is owed theirs now.
    for follower in ["Support staff", "Strategic customers"] {
        ensure!(stage.due(follower)?.contains("2026-03-11T13:19:00Z"), "{}", stage.due(follower)?);
    }
    stage.profile.told_with_customers("14:09")?;
    ensure!(!stage.due("Support staff")?.contains("13:19:00"), "{}", stage.due("Support staff")?);
    ensure!(stage.due("Customers")?.contains("2026-03-11T13:29:00Z"), "{}", stage.due("Customers")?);
    stage.at("14:14:41").await?;
    let text = "As of 14:14 CET.\n\nWhat we know. Since 13:58 about 38 % of card payments in the EU fail, about 4,100 \
                orders. Wallets and other regions work.\n\nWhat we do. Two engineers compare releases. \
                Next update by 14:44 CET.";
    stage.write("Executives", text).await?;
    stage.approve().await?;
    stage.window.pick("section.write fieldset", "E-mail").await?;
    stage.window.wait_for("ul[aria-label=\"Whom the update to Executives goes to\"] li").await?;
    stage.picture("sending").await?;
    stage.window.push("Send to").await?;
    stage.arrived(1, 1).await?;
    stage.arrived_as(text)?;
    stage.window.wait_for_words(QUEUE, "Sent 4").await?;
    stage.picture("sent").await
}

/// 14:20 to 14:38: authorities are told at their age, customers in time, and the second level when the first one's time is over.
async fn escalated(stage: &mut Stage) -> Result<()> {
    stage.at("14:20").await?;
    stage.window.go("Board").await?;
    stage.window.wait_for_words(CALLS, "Sofia Brandt").await?;
    stage.window.pick(CALLS, "Told").await?;
    stage.window.wait_for_no(CALLS).await?;
    stage.at("14:27").await?;
    let text = "As of 14:27 CET: since 13:58 about one in three card payments in the EU is refused. Wallet payments and all \
                other regions work as usual. Please pay by wallet, or try again later. More: status.northwind.example. \
                We will write again by 14:47 CET.";
    stage.write("Customers", text).await?;
    stage.approve().await?;
    stage.window.push("Record as sent").await?;
    stage.window.wait_for_words(QUEUE, "Sent 5").await?;
    stage.profile.told_with_customers("14:27")?;
    stage.at("14:35").await?;
    stage.window.go("Board").await?;
    stage.window.wait_for_words(CALLS, "Jonas Lindqvist").await?;
    stage.window.pick(CALLS, "Told").await?;
    stage.window.wait_for_no(CALLS).await?;
    stage.at("14:37").await?;
    stage.window.wait_for_words(CALLS, "L2").await?;
    stage.arrived(1, 2).await?;
    stage.picture("second-level").await?;
    stage.window.pick("section[aria-label=Escalation]", "acknowledge").await?;
    stage.window.wait_for_no(CALLS).await?;
    stage.logged_once(&["Manager is to be told: Sofia", "CTO is to be told: Jonas", "L2 called: Database Expert"])?;
    stage.at("14:40").await?;
    let text = "As of 14:40 CET card payments in the EU are still partly refused. The problem began at 13:58. Wallet payments \
                and all other regions work. More: status.northwind.example. We will write again by 15:00 CET.";
    stage.write("Customers", text).await?;
    stage.approve().await?;
    stage.window.push("Record as sent").await?;
    stage.window.wait_for_words(QUEUE, "Sent 8").await?;
    stage.profile.told_with_customers("14:40")
}

/// 14:46:31: the executives' update is overdue; at 14:49 it goes out, five minutes late.
async fn late(stage: &mut Stage) -> Result<()> {
    stage.at("14:46:31").await?;
    stage.window.go("Board").await?;
    stage.window.wait_for_text("Executives’ update").await?;
    stage.window.wait_for_text("02:31").await?;
    ensure!(stage.due("Executives")?.contains("overdue 2026-03-11T13:44:00Z"), "{}", stage.due("Executives")?);
    stage.picture("overdue").await?;
    stage.at("14:49").await?;
    let text = "As of 14:48 CET.\n\nWhat we know. The certificate towards the acquirer was rotated in release 4.2 without its \
                intermediate; since 13:58 about 38 % of card payments in the EU fail.\n\nWhat we do. We roll back 4.2, 2 of 12 \
                nodes are done.\n\nNext update by 15:19 CET.";
    stage.write("Executives", text).await?;
    stage.approve().await?;
    stage.send("Executives").await?;
    stage.arrived(2, 2).await?;
    stage.arrived_as(text)?;
    stage.window.wait_for_words(QUEUE, "5 min late").await?;
    stage.picture("late").await
}

/// 14:52 to 15:13: what changes is asked for at once.
async fn changed(stage: &mut Stage) -> Result<()> {
    stage.at("14:52").await?;
    stage.state("Identified").await?;
    ensure!(stage.due("Executives")?.contains("2026-03-11T13:52:00Z"), "{}", stage.due("Executives")?);
    stage.window.go("Board").await?;
    stage.window.wait_for_words(CALLS, "L3").await?;
    stage.window.pick("section[aria-label=Escalation]", "acknowledge").await?;
    stage.window.wait_for_no(CALLS).await?;
    stage.at("15:04").await?;
    stage.state("Monitoring").await?;
    stage.at("15:10").await?;
    stage.severity("SEV2", "most payments go through again").await?;
    stage.window.wait_for_text("SEV2").await?;
    stage.window.go("Board").await?;
    stage.picture("severity").await?;
    stage.at("15:12").await?;
    stage.severity("SEV1", "the error rate rises again").await?;
    stage.at("15:13").await?;
    let text = "As of 15:13 CET the repair is in place: release 4.2 was rolled back at 15:03.\n\nWhat is left. We watch the error \
                rate. Nothing is needed from you.\n\nNext update by 15:48 CET.";
    stage.write("Executives", text).await?;
    stage.approve().await?;
    stage.send("Executives").await?;
    stage.arrived(3, 2).await?;
    stage.arrived_as(text)?;
    // What the server said is written a moment after it has the mail.
    stage.window.wait_for_words(QUEUE, "Sent 12").await
}

/// 16:04: resolved, a minute before the chief executive would have been told; the last words go out.
async fn resolved(stage: &mut Stage) -> Result<()> {
    stage.at("16:04").await?;
    stage.state("Resolved").await?;
    stage.at("16:06").await?;
    let log = stage.log()?;
    ensure!(!log.contains("CEO is to be told"), "{log}");
    let text = "As of 16:06 CET card payments work as usual. The problem began at 13:58 and was over at 15:30.\n\nWhat was done. We \
                took back the change that caused it. No order was lost, and nobody was charged twice.\n\nIf you still see it, \
                write to help.northwind.example. We will publish what we learned.";
    stage.write("Customers", text).await?;
    // No clock runs for them any more; the plan still says who approves.
    stage.approve().await?;
    stage.window.push("Record as sent").await?;
    stage.window.wait_for_words(QUEUE, "Sent 13").await?;
    stage.profile.told_with_customers("16:06")?;
    let text = "As of 16:06 CET the incident is resolved after two hours.\n\nImpact in all. About 38 % of card payments in the EU \
                failed between 13:58 and 15:30. No order was lost, nobody was charged twice.\n\nWhat follows. A review on Friday.";
    stage.write("Executives", text).await?;
    stage.approve().await?;
    stage.send("Executives").await?;
    stage.arrived(4, 2).await?;
    stage.arrived_as(text)?;
    stage.window.wait_for_words(QUEUE, "Sent 16").await?;
    stage.window.go("Board").await?;
    stage.profile.cli(&["update", "skip", "INC-1", "Partners", "--reason", "no partner was affected"])?;
    stage.window.wait_for_text("asks for none while the incident is resolved").await?;
    stage.picture("resolved").await
}

/// 17:50 to 18:00: the command is handed over and read back, and the plan goes into the next period.
async fn handed_over(stage: &mut Stage) -> Result<()> {
    stage.at("17:50").await?;
    let window = &stage.window;
    window.command("Hand over a role").await?;
    window.fill("form[aria-label=\"Offer a hand-over\"]", "Who takes over", "Tomás Herrera").await?;
    window.press(&[Window::ENTER]).await?;
    window.push("Prepare the hand-over").await?;
    window.wait_for_text("Nothing has passed yet").await?;
    stage.picture("hand-over").await?;
    stage.at("18:00").await?;
    let window = &stage.window;
    let form = "form[aria-label=\"Read back and accept\"]";
    for (question, words) in [(1, "SEV1"), (2, "resolved")] {
        window.type_into(&format!("{form} .asked > div:nth-child({question}) input"), words).await?;
    }
    let tick = format!(
        "document.querySelectorAll({}).forEach((box) => box.click())",
        json!(format!("{form} input[type=checkbox]"))
    );
    window.script(&tick, vec![]).await?;
    window.push("Tomás Herrera takes over").await?;
    window.wait_for_text("Tomás Herrera has read back and accepts Incident Commander").await?;
    window.command("Start the next operational period").await?;
    window.push("Start period 2 and carry the plan").await?;
    // The strip counts no period of what is resolved; the board says it.
    window.wait_for_text("Period 2").await?;
    stage.picture("next-period").await
}

/// 18:30: closed, with what is still open in view; every promise is scored and every call told once.
async fn closed(stage: &mut Stage) -> Result<()> {
    stage.at("18:30").await?;
    scored(stage).await?;
    let window = &stage.window;
    window.command("Close the incident").await?;
    window.wait_for_text("Post-incident report").await?;
    window.wait_for_text("Change freeze is lifted, in writing").await?;
    window.wait_for_text("Last update is sent to every audience").await?;
    stage.picture("close").await?;
    let window = &stage.window;
    window
        .type_into("form[aria-label=\"Close the incident\"] .reason input", "the list is gone through on the bridge")
        .await?;
    window.push("Close all the same").await?;
    window.wait_for_text("Incidents").await?;
    stage.logged_once(&[
        "Manager is to be told: Sofia Brandt",
        "CTO is to be told: Jonas Lindqvist",
        "L1 called: On-call engineer",
        "L2 called: Database Expert",
        "L3 called: Operations Lead",
        "2026-03-11T13:44:00Z  Clock          Executives: the update promised for now has not gone out",
        "the list is gone through on the bridge",
    ])?;
    stage.arrived(4, 2).await?;
    let (told, updates) = stage.mails();
    let different = |texts: &[String]| texts.iter().collect::<BTreeSet<_>>().len() == texts.len();
    ensure!(updates.len() == 4 && different(&updates), "four different mails, each once");
    ensure!(told.first().is_some_and(|text| text.contains("Declared")) && different(&told), "{told:#?}");
    ensure!(!stage.log()?.contains("CEO is to be told"), "the clock of the chief executive was stopped");
    let due = stage.profile.cli(&["update", "due", "INC-1"])?;
    ensure!(!due.contains("2026-"), "nothing is due any more: {due}");
    stage.picture("closed").await
}

/// What the board says of the promises, oldest first.
async fn scored(stage: &Stage) -> Result<()> {
    let overview = stage.window.ask(json!({ "query": "overview" })).await?;
    let board = stage.window.ask(json!({ "query": "board", "incident": overview["incidents"][0]["id"] })).await?;
    let mut sent: Vec<String> = board["sent"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| {
            [&row["audience"], &row["number"], &row["score"]].map(|part| part.to_string().replace('"', "")).join(" ")
        })
        .collect();
    sent.sort();
    // Nothing was promised before the first.
    let expected = [
        "Customers 1 ",
        "Customers 2 kept",
        "Customers 3 kept",
        "Customers 4 late",
        "Executives 1 ",
        "Executives 2 late",
        "Executives 3 kept",
        "Executives 4 late",
    ];
    let with = ["Strategic customers", "Support staff"];
    let (followers, own): (Vec<_>, Vec<_>) =
        sent.into_iter().partition(|row| with.iter().any(|name| row.starts_with(name)));
    ensure!(own == expected && followers.len() == 8, "{own:?} and {followers:?}");
    Ok(())
}

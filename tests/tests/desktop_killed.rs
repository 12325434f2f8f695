//! The story once undisturbed, and once with everything killed at random moments and the machine asleep for 40 minutes.
//! Both end in the same state: nothing that a person said is lost or there twice, what fired while nobody looked says that
//! it is late, and each mail arrived once or asks a person.
//!
//! `BRIDGEBOOK_KILLS` says how often, up to once in each step; the moments follow from a seed, `BRIDGEBOOK_KILLS_SEED`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bridgebook_delivery_servers::{MailScript, MailServer};
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

/// How often everything is killed where nobody says how often: a run of all stories has little time.
const FEW: u64 = 4;
/// Latest moment after the beginning of a step at which it is killed, in ms.
const LATEST: u64 = 600;
/// How long something is awaited, also on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a person does at a time of day in Berlin, and the words by which the log shows that it is done.
struct Step {
    at: &'static str,
    does: &'static [&'static str],
    done: &'static str,
}

const fn step(at: &'static str, does: &'static [&'static str], done: &'static str) -> Step {
    Step { at, does, done }
}

const CUSTOMERS_1: &str = "As of 14:09 CET we know that some payments in our shop do not go through. We are looking into it and \
                           will write again by 14:29 CET. More: status.northwind.example";
const CUSTOMERS_2: &str = "As of 14:28 CET: since 13:58 one in three card payments in the EU is refused. Wallets work. We will \
                           write again by 14:48 CET. More: status.northwind.example";
const CUSTOMERS_3: &str = "As of 15:05 CET the repair is in place since 15:03. If a payment is refused again, pay by wallet. We \
                           will write again by 15:35 CET. More: status.northwind.example";
const EXECUTIVES_1: &str = "As of 14:14 CET about 38 % of card payments in the EU fail. Two engineers compare releases. Next update \
                            by 14:44 CET.";
const EXECUTIVES_2: &str =
    "As of 14:49 CET we roll release 4.2 back, 2 of 12 nodes are done. Next update by 15:19 CET.";
const EXECUTIVES_3: &str = "As of 15:18 CET the repair is in place, we watch the error rate. Next update by 15:48 CET.";

/// What fires at a moment of the story is awaited before somebody acts.
const FIRES: [(&str, &str); 7] = [
    ("14:20", "Manager is to be told"),
    ("14:35", "CTO is to be told"),
    ("14:38", "L2 called"),
    ("14:44:30", "2026-03-11T13:44:00Z  Clock          Executives"),
    ("14:49", "2026-03-11T13:48:00Z  Clock          Customers"),
    ("14:54", "L3 called"),
    ("15:10", "Customers’ update 3 sent"),
];

const BY_MAIL: [&str; 6] =
    ["--channel", "E-mail", "--to", "board@northwind.example", "--despite", "read out on the bridge"];

/// The story from the declaration on. During the sleep, from 15:30 to 16:10, nobody does anything.
const STORY: [Step; 20] = [
    step(
        "14:06",
        &["incident", "assign", "INC-1", "Communications Lead", "Nguyễn Thị Mai"],
        "assumes Communications Lead",
    ),
    step("14:07", &["escalation", "acknowledge", "INC-1", "L1", "--by", "Chen Wei"], "L1 acknowledged"),
    step(
        "14:08",
        &["log", "add", "INC-1", "38 % of EU card payments fail", "--kind", "event"],
        "38 % of EU card payments fail",
    ),
    step(
        "14:09",
        &["update", "record", "INC-1", "Customers", "--text", CUSTOMERS_1, "--via", "Status page"],
        "Customers’ update 1 sent",
    ),
    step("14:14", &["update", "send", "INC-1", "Executives", "--text", EXECUTIVES_1], "Executives’ update 1"),
    step(
        "14:20",
        &["escalation", "call", "INC-1", "Manager", "told", "--note", "she frees two people"],
        "she frees two people",
    ),
    step("14:24", &["log", "add", "INC-1", "pool exhausted", "--kind", "hypothesis"], "pool exhausted"),
    step(
        "14:28",
        &["update", "record", "INC-1", "Customers", "--text", CUSTOMERS_2, "--via", "Status page"],
        "Customers’ update 2 sent",
    ),
    step(
        "14:35",
        &["escalation", "call", "INC-1", "CTO", "told", "--note", "he tells the board"],
        "he tells the board",
    ),
    step("14:38", &["escalation", "acknowledge", "INC-1", "L2", "--by", "Chen Wei"], "L2 acknowledged"),
    step("14:41", &["incident", "set-state", "INC-1", "identified"], "identified"),
    step("14:44:30", &["log", "add", "INC-1", "roll 4.2 back", "--kind", "action"], "roll 4.2 back"),
    step("14:49", &["update", "send", "INC-1", "Executives", "--text", EXECUTIVES_2], "Executives’ update 2"),
    step("14:54", &["escalation", "acknowledge", "INC-1", "L3", "--by", "Kim Ji-woo"], "L3 acknowledged"),
    step("15:04", &["incident", "set-state", "INC-1", "monitoring"], "monitoring"),
    step(
        "15:05",
        &["update", "record", "INC-1", "Customers", "--text", CUSTOMERS_3, "--via", "Status page"],
        "Customers’ update 3 sent",
    ),
    step("15:10", &["incident", "set-severity", "INC-1", "SEV2", "--reason", "most go through"], "most go through"),
    step("15:12", &["incident", "set-severity", "INC-1", "SEV1", "--reason", "errors rise again"], "errors rise again"),
    step("15:18", &["update", "send", "INC-1", "Executives", "--text", EXECUTIVES_3], "Executives’ update 3"),
    step("16:11", &["incident", "set-state", "INC-1", "resolved"], "resolved"),
];

/// Numbers from a seed (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }
}

/// The seed, the steps in which everything is killed, and the moments.
struct Kills {
    seed: u64,
    steps: BTreeSet<usize>,
    random: Random,
}

impl Kills {
    fn of(seed: u64, count: u64) -> Result<Self> {
        ensure!(count <= STORY.len() as u64, "the story has {} steps, each with one kill at most", STORY.len());
        let (mut random, mut left): (_, Vec<usize>) = (Random(seed), (0..STORY.len()).collect());
        let mut draw = |_| Ok(left.remove(usize::try_from(random.below(left.len() as u64))?));
        let steps = (0..count).map(&mut draw).collect::<Result<_>>()?;
        Ok(Self { seed, steps, random })
    }
}

/// Everything that can be said of a data folder when the story is over.
struct End {
    log: Vec<String>,
    status: String,
    due: String,
    documents: Vec<String>,
    mails: Vec<String>,
}

/// Waits until the window, which runs beside, has written what fires at this moment.
async fn logged(profile: &Profile, words: &str) -> Result<()> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        if profile.cli(&["log", "list", "INC-1"])?.contains(words) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    anyhow::bail!("“{words}” did not come: {}", profile.cli(&["log", "list", "INC-1"])?)
}

fn arguments(step: &Step) -> Vec<&'static str> {
    let more: &[&str] = match step.does[1] {
        "send" => &BY_MAIL,
        "record" => &["--despite", "read out on the bridge"],
        _ => &[],
    };
    step.does.iter().chain(more).copied().collect()
}

/// Plays the story; with kills the machine sleeps as well.
async fn play(mut kills: Option<&mut Kills>) -> Result<End> {
    let profile = Profile::at("2026-03-11T12:50:00Z")?;
    profile.fill_with_northwind()?;
    let mail = MailServer::start(MailScript::open()).await;
    let port = mail.port().to_string();
    let channel = ["channel", "add", "E-mail", "--mail", "127.0.0.1", "--port", &port, "--security", "none"];
    profile.cli(&[&channel[..], &["--from", "Incident desk <desk@northwind.example>", "--internal"]].concat())?;
    let mut window = Window::open(&profile).await?;
    window.act(json!({ "intent": "set_setting", "key": "zone", "value": "Europe/Berlin" })).await?;
    profile.set_clock_in_berlin("14:05")?;
    profile.cli(&[
        "incident",
        "declare",
        "--title",
        "Checkout",
        "--severity",
        "SEV1",
        "--commander",
        "Katarzyna Wójcik",
    ])?;
    let mut again = 0;
    for (n, step) in STORY.iter().enumerate() {
        if step.at == "16:11" {
            slept(&profile, &window, kills.is_some()).await?;
        }
        profile.set_clock_in_berlin(step.at)?;
        for (at, words) in FIRES {
            if step.at == at {
                logged(&profile, words).await?;
            }
        }
        let arguments = arguments(step);
        if let Some(kills) = kills.as_mut().filter(|kills| kills.steps.contains(&n)) {
            let (wait, mut beside) = (Duration::from_millis(kills.random.below(LATEST)), profile.beside(&arguments)?);
            tokio::time::sleep(wait).await;
            // As a power cut: the command line goes with the window.
            beside.kill()?;
            window.kill()?;
            beside.wait()?;
            window = Window::open(&profile).await?;
        }
        // The person looks whether it is there.
        if !profile.cli(&["log", "list", "INC-1"])?.contains(step.done) {
            let told = profile.run_cli(&arguments)?;
            ensure!(told.status.success(), "{arguments:?} was refused: {}", String::from_utf8_lossy(&told.stderr));
            again += usize::from(kills.as_ref().is_some_and(|kills| kills.steps.contains(&n)));
        }
        logged(&profile, step.done).await?;
        if step.does[1] == "send" {
            sent(&profile, &mail, step).await?;
        }
    }
    if let Some(kills) = kills {
        eprintln!("{again} of {} were killed before they were said", kills.steps.len());
    }
    // The last notice is written by a look of the window, which may come after the last step.
    logged(&profile, "Notice to Executives: Resolved").await?;
    let end = end(&profile, &mail).await?;
    window.close().await?;
    Ok(end)
}

/// Waits until the update of a step has gone out. Where it may have, the person asks whoever gets it, and says so.
async fn sent(profile: &Profile, mail: &MailServer, step: &Step) -> Result<()> {
    let (words, text) = (format!("{} sent", step.done), step.does[step.does.len() - 1]);
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        if profile.cli(&["log", "list", "INC-1"])?.contains(&words) {
            return Ok(());
        }
        for row in profile.cli(&["outbox"])?.lines().filter(|row| row.contains("uncertain")) {
            let id = row.split_whitespace().next().context("a row begins with its id")?;
            let is_there = mail.taken().iter().any(|mail| mail.text.contains(&beginning(text)));
            let (deed, reason) =
                if is_there { ("mark-sent", "they have it") } else { ("send-again", "they do not have it") };
            // Refused where the window found out by itself meanwhile.
            profile.run_cli(&["outbox", deed, id, "--reason", reason])?;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("“{words}” did not come: {}", profile.cli(&["outbox"])?)
}

/// The first words of an update, by which its mail is known.
fn beginning(text: &str) -> String {
    text.chars().take(20).collect()
}

/// From 15:30 to 16:10 the machine sleeps, or is awake and nobody does anything.
async fn slept(profile: &Profile, window: &Window, sleeps: bool) -> Result<()> {
    profile.set_clock_in_berlin("15:30")?;
    if sleeps {
        window.signal("STOP")?;
        profile.set_clock_in_berlin("16:10")?;
        window.signal("CONT")?;
    }
    for (time, fires) in [
        ("15:35:01", "2026-03-11T14:35:00Z  Clock          Customers"),
        ("15:48:01", "2026-03-11T14:48:00Z  Clock          Executives"),
        ("16:05:01", "CEO is to be told"),
    ] {
        if !sleeps {
            profile.set_clock_in_berlin(time)?;
        }
        logged(profile, fires).await?;
    }
    Ok(())
}

async fn end(profile: &Profile, mail: &MailServer) -> Result<End> {
    let log: Vec<String> = profile.cli(&["log", "list", "INC-1"])?.lines().map(str::to_owned).collect();
    let mut documents = Vec::new();
    for row in profile.cli(&["document", "list"])?.lines() {
        let id = row.split_whitespace().next().unwrap_or_default();
        let text = profile.cli(&["document", "show", id])?;
        // Ids are other ones in another folder.
        documents.extend(text.lines().filter(|line| !line.starts_with("incident: ")).map(str::to_owned));
    }
    documents.sort();
    let mails = mail.taken().into_iter().map(|mail| mail.text).collect();
    let show = |arguments: &[&str]| profile.cli(arguments);
    Ok(End {
        log,
        status: show(&["incident", "status", "INC-1"])?,
        due: show(&["update", "due", "INC-1"])?,
        documents,
        mails,
    })
}

/// What one list has and the other has not.
fn same(calm: &[String], killed: &[String], what: &str) -> Result<()> {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| !those.contains(line)).cloned().collect()
    };
    let (missing, new) = (only(calm, killed), only(killed, calm));
    ensure!(missing.is_empty() && new.is_empty(), "{what}: missing {missing:#?}, new {new:#?}");
    ensure!(calm.len() == killed.len(), "{what}: {} lines and {}", calm.len(), killed.len());
    Ok(())
}

/// The notices of rules, by what they are about, and whether each was handed over. When one is written depends on when the
/// program looked, as the clock of the story goes on by leaps; what it was not awake for it finds too late and says so.
fn notices(lines: &[String]) -> BTreeMap<String, bool> {
    let ends = [(" Handed to the outbox", true), (" Not told by a message", false)];
    let notice = |line: &String| {
        let (end, is_told) = ends.iter().find(|(end, _)| line.contains("Notice to") && line.contains(end))?;
        let about = line.split(end).next()?.split_once("Notice to")?.1;
        Some((about.to_owned(), *is_told))
    };
    lines.iter().filter_map(notice).collect()
}

/// Every notice that went out in one of the two is known to the other, told or found too late.
fn same_notices(calm: &[String], killed: &[String], what: &str) -> Result<()> {
    let (calm, killed) = (notices(calm), notices(killed));
    for (these, those) in [(&calm, &killed), (&killed, &calm)] {
        let lost: Vec<&String> =
            these.iter().filter(|(about, told)| **told && !those.contains_key(*about)).map(|(a, _)| a).collect();
        ensure!(lost.is_empty(), "notices, {what}: only one has {lost:#?}; the two have {calm:#?} and {killed:#?}");
    }
    Ok(())
}

/// Lines without what a server or a person said of a delivery, without the notices of rules, which are compared apart, and
/// without when what fired during the sleep was written.
fn plain(lines: &[String]) -> Vec<String> {
    let said = ["accepted for", "marked as sent", "sent again", "handed to the outbox", "Notice to "];
    let kept = lines.iter().filter(|line| !said.iter().any(|words| line.contains(words)));
    kept.map(|line| {
        let words = without_late(line);
        let fired = ["Clock ", "CEO"].iter().any(|kind| line.contains(kind)) && line.contains("Bridgebook");
        if !fired {
            return words;
        }
        let is_time = |word: &&str| word.contains(':') && word.chars().next().is_some_and(|c| c.is_ascii_digit());
        words
            .split_whitespace()
            .filter(|word| !is_time(word))
            .map(|w| w.trim_end_matches('.'))
            .collect::<Vec<_>>()
            .join(" ")
    })
    .collect()
}

/// Words without ids, which are other ones in another folder.
fn without_ids(words: &str) -> Vec<&str> {
    words.split_whitespace().filter(|word| !(word.len() == 36 && word.matches('-').count() == 4)).collect()
}

/// A line without “, 5 min late”.
fn without_late(line: &str) -> String {
    let Some((before, after)) = line.split_once(" late") else { return line.to_owned() };
    let Some((before, span)) = before.rsplit_once(", ") else { return line.to_owned() };
    if span.starts_with(|c: char| c.is_ascii_digit()) { format!("{before}{after}") } else { line.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_and_a_sleep_end_where_the_undisturbed_story_ends() -> Result<()> {
    let setting = |name: &str| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let seed = setting("BRIDGEBOOK_KILLS_SEED").unwrap_or(20_260_311);
    let mut kills = Kills::of(seed, setting("BRIDGEBOOK_KILLS").unwrap_or(FEW))?;
    let what = format!("with kills of seed {} in the steps {:?}", kills.seed, kills.steps);
    eprintln!("{what}");
    let calm = play(None).await.context("undisturbed")?;
    let killed = play(Some(&mut kills)).await.with_context(|| what.clone())?;
    same(&plain(&calm.log), &plain(&killed.log), &format!("the log, {what}"))?;
    same_notices(&calm.log, &killed.log, &what)?;
    assert_eq!(calm.status, killed.status, "the incident, {what}");
    assert_eq!(without_ids(&calm.due), without_ids(&killed.due), "the queue, {what}");
    same(&plain(&calm.documents), &plain(&killed.documents), &format!("the documents, {what}"))?;
    let is_late =
        |end: &End| end.log.iter().any(|line| line.contains("CEO is to be told") && line.contains("5 min late"));
    ensure!(
        is_late(&killed) && !is_late(&calm),
        "who was told after the sleep was told late, {what}: {:#?}",
        killed.log
    );
    let slept = "| 2026-03-11 15:35 | 16:10 | Clock |";
    ensure!(killed.documents.iter().any(|line| line.starts_with(slept)), "when it was written is beside it, {what}");
    for text in [EXECUTIVES_1, EXECUTIVES_2, EXECUTIVES_3] {
        let times = |end: &End| end.mails.iter().filter(|mail| mail.contains(&beginning(text))).count();
        assert_eq!((times(&calm), times(&killed)), (1, 1), "“{}” arrived once, {what}", beginning(text));
    }
    Ok(())
}

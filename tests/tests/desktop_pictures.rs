//! What a document draws, in the real window: organisation chart, heat map, timeline, flow and board, from the templates
//! that hold them, filled as a team fills them; their parts, and a picture of each in `tests/out` for the eye.

use std::fs;

use anyhow::{Context, Result, ensure};
use bridgebook_tests::desktop::{Profile, Window};
use bridgebook_tests::root;
use serde_json::{Value, json};

const LOOKS: &[&str] = &["light", "contrast", "dark"];

/// What is filled into a template: lines of its file, and what stands there instead.
type Filled = &'static [(&'static str, &'static str)];

/// Who is in the directory, from the sample.
const PEOPLE_FILES: &[&str] = &[
    "aisha-bello",
    "chen-wei",
    "emre-yilmaz",
    "katarzyna-wojcik",
    "kim-ji-woo",
    "nguyen-thi-mai",
    "sofia-brandt",
    "tomas-herrera",
];

const PEOPLE: Filled = &[
    ("| Command | Incident Commander | | |", "| Command | Incident Commander | Katarzyna Wójcik | Tomás Herrera |"),
    ("| Command | Deputy Incident Commander | | |", "| Command | Deputy Incident Commander | Tomás Herrera | |"),
    ("| Command | Executive Liaison | | |", "| Command | Executive Liaison | Sofia Brandt | |"),
    ("| Command | Scribe | | |", "| Command | Scribe | Kim Ji-woo | |"),
    ("| Operations | Operations Lead | | |", "| Operations | Operations Lead | Chen Wei | Emre Yılmaz |"),
    ("| Communications | Communications Lead | | |", "| Communications | Communications Lead | Nguyễn Thị Mai | |"),
    ("| Communications | Customer Liaison | | |", "| Communications | Customer Liaison | Aisha Bello | |"),
];

const STARTED: Filled = &[
    (
        "| 1 | Needs and baseline | Phase | 1 | months | | | 1 |",
        "| 1 | Needs and baseline | Phase | 1 | months | | 2026-01-05 | 1 |",
    ),
    (
        "| Baseline measured, needs agreed | Project Manager | 0 | Open |",
        "| Baseline measured, needs agreed | Project Manager | 100 | Done |",
    ),
    (
        "| Pilot running with one team | Operations Lead | 0 | Open |",
        "| Pilot running with one team | Operations Lead | 60 | Open |",
    ),
    // As the source has it: the node two months before the phase that it ends.
    ("| 10 | Full operation | Milestone | | | 4 | | 6 |", "| 10 | Full operation | Milestone | | | 4 | | 4 |"),
];

const MEASURED: Filled = &[
    (
        "| Automation Owner | 10 s | Time-out, Format | Support Agent | Planned | | | |",
        "| Automation Owner | 10 s | Time-out, Format | Support Agent | Live | | 4200 | 4 s |",
    ),
    ("| Support Agent | Planned | | | | |\n| 3 ", "| Support Agent | Live | | 4100 | 9 s | |\n| 3 "),
    (
        "| Support Lead | 1 min | API error, Time-out | Support Agent | Planned | | | |",
        "| Support Lead | 1 min | API error, Time-out | Support Agent | Live | | 900 | 40 s |",
    ),
    (
        "| Support Lead | 15 min | Sync lag | Support Lead | Planned | | | |",
        "| Support Lead | 15 min | Sync lag | Support Lead | Input required | Human review | 880 | 42 min |",
    ),
    (
        "| Support Agent | 4 h | Time-out | Support Lead | Planned | | | |",
        "| Support Agent | 4 h | Time-out | Support Lead | Live | | 860 | 2 h |",
    ),
];

const HEAD: &str = "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n\n## States";
const CAME_IN: Filled = &[(
    HEAD,
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| R-101 | Billing | Charged twice for one order | Ines Duarte | Fjord Kitchens | VIP | Human | Escalated T2 | Aisha Bello | 2026-03-11T15:00:00Z | 2026-03-11T13:10:00Z | Urgent | 62 | Negative (-1) | | | 2026-03-11T13:20:00Z | | 1 |
| R-102 | Account and access | Cannot sign in after the new phone | Marek Nowak | | | AI | AI handling | | 2026-03-11T16:00:00Z | 2026-03-11T13:31:00Z | Normal | 91 | Neutral (0) | | | | | |
| R-103 | Order or delivery | Parcel stands still in Leipzig since Friday and nobody answers the phone | Ananya Rao | | | Human | In progress | Kim Ji-woo | 2026-03-11T15:30:00Z | 2026-03-11T12:02:00Z | High | | Negative (-1) | | | 2026-03-11T12:40:00Z | | |
| R-104 | Refund | Refund of a returned tent | Jonas Falk | | | Human | Waiting approval | Kim Ji-woo | 2026-03-12T09:00:00Z | 2026-03-11T11:00:00Z | Normal | | Neutral (0) | | | 2026-03-11T11:30:00Z | | |
| R-105 | Question | Which stove fits the Lynx 3 | Bea Lund | | | AI | New | | | 2026-03-11T13:44:00Z | Low | 97 | Positive (+1) | | | | | |
| R-106 | Problem | Checkout says the card was declined | Oskar Lind | Nordwand Club | VIP | Human | Escalated T3 | Chen Wei | 2026-03-11T14:30:00Z | 2026-03-11T13:15:00Z | Urgent | | Negative (-1) | | | 2026-03-11T13:22:00Z | | 2 |

## States",
)];

/// A document from a template that ships, with what is filled in; its title is the one it is found by.
fn filled(profile: &Profile, template: &str, title: &str, filled: Filled) -> Result<()> {
    let mut text = profile.cli(&["template", "show", template])?;
    for (is, becomes) in filled {
        ensure!(text.matches(is).count() == 1, "{template} holds once: {is}");
        text = text.replacen(is, becomes, 1);
    }
    let from = text.find("\ntitle: ").context("a title")? + 1;
    let to = from + text[from..].find('\n').context("the end of its line")?;
    text.replace_range(from..to, &format!("title: {title}"));
    let file = profile.folder().join(format!("{template}.md"));
    fs::write(&file, text)?;
    profile.cli(&["document", "import", &file.display().to_string()])?;
    Ok(())
}

async fn open(window: &Window, title: &str) -> Result<()> {
    window.go("Library").await?;
    window.wait_for_text(title).await?;
    let open = "[...document.querySelectorAll('main [role=link]')].find((r) => r.innerText.trim().startsWith(arguments[0])).click()";
    window.script(open, vec![json!(title)]).await?;
    Ok(())
}

/// What is drawn in a section: how many of each part, how much of the letters lies outside of the drawing, and which
/// letters lie over each other.
const DRAWN: &str = "
    const svg = document.querySelector(arguments[0] + ' figure.picture svg[role=group]');
    if (!svg) return null;
    const count = (css) => svg.querySelectorAll(css).length;
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].filter((t) => t.textContent.trim() !== '');
    const boxes = texts.map((t) => ({ words: t.textContent.trim(), box: t.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
    const outside = boxes.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1).map(({ words }) => words);
    const over = [];
    for (const [n, one] of boxes.entries()) for (const other of boxes.slice(n + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 2 && down > 5) over.push(one.words + ' / ' + other.words);
    }
    return { nodes: count('[data-node]'), named: count('[data-node][aria-label]:not([aria-label=\"\"])'), texts: boxes.length,
        lines: count('line'), paths: count('path'), rects: count('rect'), outside, over };";

async fn drawn(window: &Window, section: &str, nodes: u64, faults: &mut Vec<String>) -> Result<Value> {
    let figure = format!("{section} figure.picture");
    window.show(&figure).await?;
    window.wait_for(&format!("{figure} svg[role=group] [data-node]")).await?;
    let found = window.script(DRAWN, vec![json!(section)]).await?;
    ensure!(
        found["nodes"] == json!(nodes) && found["named"] == json!(nodes),
        "{nodes} parts, each with its words: {found}"
    );
    for (fault, words) in [("outside", "words outside of the picture"), ("over", "words over each other")] {
        if found[fault] != json!([]) {
            faults.push(format!("{words}: {}", found[fault]));
        }
    }
    Ok(found)
}

#[tokio::test]
async fn chart_map_timeline_flow_and_board_are_drawn_from_the_templates() -> Result<()> {
    let profile = Profile::at("2026-03-11T13:47:00Z")?;
    let people = root().join("templates/sample/directory");
    for name in PEOPLE_FILES {
        profile.cli(&["document", "import", &people.join(format!("{name}.md")).display().to_string()])?;
    }
    filled(&profile, "incident-action-plan", "Drawn plan", PEOPLE)?;
    filled(&profile, "platform-roll-out-plan", "Drawn roll-out", STARTED)?;
    filled(&profile, "software-integration-tracker", "Drawn tracker", MEASURED)?;
    filled(&profile, "customer-support-queue", "Drawn queue", CAME_IN)?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    let mut faults = Vec::new();

    open(&window, "Drawn plan").await?;
    let chart = window.section("Organization").await?;
    let found = drawn(&window, &chart, 17, &mut faults).await?;
    ensure!(found["lines"].as_u64() >= Some(17 + 16), "each position with its rule, and lines between them: {found}");
    faults.extend(window.looks("picture-chart", LOOKS).await?);

    open(&window, "Drawn roll-out").await?;
    let map = window.section("Risks and response").await?;
    let found = drawn(&window, &map, 9, &mut faults).await?;
    ensure!(found["rects"].as_u64() >= Some(9), "three by three cells: {found}");
    faults.extend(window.looks("picture-heat-map", LOOKS).await?);
    let timeline = window.section("Resources and schedule").await?;
    let found = drawn(&window, &timeline, 11, &mut faults).await?;
    ensure!(found["paths"].as_u64() >= Some(3), "three key nodes: {found}");
    faults.extend(window.looks("picture-timeline", LOOKS).await?);

    open(&window, "Drawn tracker").await?;
    let flow = window.section("Hand-off map").await?;
    let found = drawn(&window, &flow, 6, &mut faults).await?;
    ensure!(found["paths"].as_u64() >= Some(12), "an arrow with its point for each hand-off: {found}");
    window.wait_for_words(&flow, "slowest").await?;
    faults.extend(window.looks("picture-flow", LOOKS).await?);

    open(&window, "Drawn queue").await?;
    let queue = window.section("Requests").await?;
    window.pick(&queue, "Board").await?;
    let board = format!("{queue} .board");
    window.wait_for(&board).await?;
    window.show(&board).await?;
    window.wait_for_words(&board, "Charged twice for one order").await?;
    let lanes = "const board = document.querySelector(arguments[0]);
        const cards = [...board.querySelectorAll('[data-card], .card')].filter((c) => !c.parentElement.closest('[data-card], .card'));
        return { cards: cards.length, cut: cards.filter((c) => c.scrollWidth > c.clientWidth + 1).length };";
    let found = window.script(lanes, vec![json!(board)]).await?;
    ensure!(found == json!({ "cards": 6, "cut": 0 }), "six cards, none of them cut off: {found}");
    faults.extend(window.looks("picture-board", LOOKS).await?);
    window.select(&queue, "Columns of the board", "By Priority").await?;
    window.wait_for_words(&board, "Urgent").await?;
    faults.extend(window.looks("picture-board-priority", LOOKS).await?);

    window.close().await?;
    assert!(faults.is_empty(), "faults of what is drawn, or that keep people out:\n{}", faults.join("\n"));
    Ok(())
}

/// The views of a matrix, and what stands in each of the sample's.
const VIEWS: &[(&str, &str, &str)] = &[
    ("By role", "by-role", "Incident Commander"),
    ("By stage", "by-stage", "Declare incident"),
    ("Gaps", "gaps", "Contact vendor"),
    ("Only mine", "mine", ""),
    ("Delegation", "delegation", ""),
    ("Matrix", "matrix", "Contact vendor"),
];

#[tokio::test]
async fn a_matrix_is_seen_by_role_by_stage_by_its_gaps_and_as_a_card() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    window.go("RACI").await?;
    let mut faults = Vec::new();
    for (view, name, words) in VIEWS {
        window.pick("main", view).await?;
        window.wait_for_words("main", words).await?;
        faults.extend(window.looks(&format!("raci-{name}"), LOOKS).await?);
    }
    window.click("main [aria-label=\"More about the matrix\"]").await?;
    window.pick("body", "Card of a person or role").await?;
    window.wait_for("[role=dialog]").await?;
    faults.extend(window.looks("raci-card", LOOKS).await?);
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}

//! Attached files on paper: pictures where they stand and below their table, other kinds by name.

mod common;

use std::sync::Arc;

use bridgebook_domain::BlockKind;
use bridgebook_pdf::{Attached, Export, Files, Front, Inks, Item, Options, Raster, export};
use common::{Maker, binder, fonts};

const LOGIN: &str = "0199c0de-0000-7000-8000-000000000001";
const LOG: &str = "0199c0de-0000-7000-8000-000000000002";

/// A picture in stripes, so that colour and size can be seen.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let points: Vec<u8> = (0..width * height)
        .flat_map(|at| if (at % width / 40).is_multiple_of(2) { [26, 86, 196] } else { [245, 176, 46] })
        .collect();
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&points).expect("the points");
    writer.finish().expect("an end");
    bytes
}

fn files(picture: &[u8]) -> Files {
    let attached = |name: &str, size: &str, picture: Option<Raster>| {
        Arc::new(Attached {
            name: name.into(),
            size: size.into(),
            hash: "9f2c".repeat(16),
            picture: picture.map(Arc::new),
        })
    };
    Files::from([
        (LOGIN.to_owned(), attached("Login error.png", "48 kB", Raster::read(picture, "9f2c9f2c"))),
        (LOG.to_owned(), attached("gateway.log", "5 kB", None)),
    ])
}

fn printed(picture: &[u8], options: &Options) -> Export {
    let mut maker = Maker::new("Plan", "With pictures", "sop");
    let text = format!(
        "Before.\n\n- item ![The error page](attachment:{LOGIN}) after\n\nSee [the log](attachment:{LOG}).\n\n| a |\n| --- |\n| ![In a table](attachment:{LOGIN}) |"
    );
    maker.prose(1, "", "Seen", &text);
    let rows: &[&[(&str, &str)]] = &[&[("item", "Look at the page"), ("evidence", &format!("{LOGIN}|{LOG}"))]];
    maker.preset(1, "", "Checks", BlockKind::Checklist, "", rows);
    let mut input = maker.input();
    input.files = files(picture);
    let mut binder = binder(vec![input]);
    binder.incident = None;
    export(&binder, &fonts(), options).expect("it prints")
}

#[test]
fn pictures_stand_where_they_are_named_and_other_kinds_are_told_of() {
    let made = printed(&png(1600, 900), &Options::default());
    let images: Vec<(f32, f32, f32, f32)> = made
        .pages
        .pages
        .iter()
        .flat_map(|page| &page.items)
        .filter_map(|item| match item {
            Item::Image { x, y, w, h, .. } => Some((*x, *y, *w, *h)),
            _ => None,
        })
        .collect();
    assert_eq!(images.len(), 2, "one in the text, one below the list: {images:?}");
    for (x, _, w, h) in &images {
        assert!(x + w < 595.28 - 42.0 && *w > 300.0, "as wide as its column: {images:?}");
        assert!((w / h - 16.0 / 9.0).abs() < 0.01, "not distorted");
    }
    let text = made.pages.text();
    for words in [
        "The error page",
        "the log (gateway.log, 5 kB, SHA-256 9f2c9f2c9f2c9f2c…)",
        "In a table",
        "Evidence, Look at the page: Login error.png, 48 kB, SHA-256 9f2c9f2c9f2c9f2c…",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("attachment:"), "no address is printed: {text}");
    let file = lopdf::Document::load_mem(&made.bytes).expect("a whole file");
    let embedded = file
        .objects
        .values()
        .filter_map(|o| o.as_stream().ok())
        .filter(|s| s.dict.get(b"Subtype").and_then(lopdf::Object::as_name).is_ok_and(|name| name == b"Image"));
    assert_eq!(embedded.count(), 1, "shown twice, kept once");
    if let Ok(path) = std::env::var("BRIDGEBOOK_WRITE_PDF") {
        std::fs::write(path, &made.bytes).expect("a place to look at it");
    }
}

/// The points of the first page as a reader draws them: red, green and blue.
fn drawn(made: &Export, name: &str) -> Vec<[u8; 3]> {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, &made.bytes).expect("a place for it");
    let out =
        std::process::Command::new("pdftoppm").args(["-r", "36", "-l", "1"]).arg(&path).output().unwrap_or_else(|_| {
            panic!(
                "pdftoppm is missing: this test needs the Debian package poppler-utils; `cargo xtask test` installs it"
            )
        });
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    // Three lines stand before the points: P6, the sides, the highest level.
    let mut points = out.stdout.as_slice();
    for _ in 0..3 {
        points = &points[points.iter().position(|byte| *byte == b'\n').expect("a line") + 1..];
    }
    points.chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect()
}

#[test]
fn a_photograph_has_colour_only_where_colour_is_wanted() {
    let photograph = include_bytes!("pictures/red.jpg");
    let is_red = |p: &[u8; 3]| p[0] > 200 && p[1] < 60 && p[2] < 60;
    let colour = drawn(&printed(photograph, &Options { front: Front::None, ..Options::default() }), "photograph.pdf");
    assert!(colour.iter().filter(|p| is_red(p)).count() > 10, "it is red");
    let grey = drawn(
        &printed(photograph, &Options { inks: Inks::Grey, front: Front::None, ..Options::default() }),
        "photograph-grey.pdf",
    );
    assert!(grey.iter().all(|[r, g, b]| r.abs_diff(*g) < 3 && g.abs_diff(*b) < 3), "no point has a colour");
    assert!(grey.iter().filter(|p| (66..=86).contains(&p[0])).count() > 10, "red is as dark as it looks");
}

#[test]
fn a_small_picture_is_not_blown_up_a_high_one_fits_and_a_damaged_one_is_named() {
    let sides = |picture: &[u8]| {
        let made = printed(picture, &Options { inks: Inks::Grey, ..Options::default() });
        let found = made.pages.pages.iter().flat_map(|p| &p.items).find_map(|item| match item {
            Item::Image { w, h, .. } => Some((*w, *h)),
            _ => None,
        });
        (found, made.pages.text())
    };
    assert_eq!(sides(&png(100, 40)).0, Some((75.0, 30.0)));
    let (_, height) = sides(&png(60, 4000)).0.expect("drawn");
    assert!(height < 420.0, "it stays on its page: {height}");
    let (none, text) = sides(b"\x89PNG\r\n\x1a\nbroken");
    assert!(none.is_none() && text.contains("The error page (Login error.png, 48 kB"), "{text}");
}

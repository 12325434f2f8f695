//! Makes the pictures of `docs/templates.md`: the first printed page of each template, fresh.
//!
//! `cargo run -p bridgebook-app --example template_pictures` writes `docs/pictures/templates/NAME.png`. It needs
//! `pdftoppm`. A picture that came out the same is not written again.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a tool that is run by hand says what it does, and stops"
)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::{Bridgebook, Options};

/// Dots to an inch: an A4 page is 480 dots wide.
const RESOLUTION: &str = "58";
/// Colours of a picture: text in grey, and the few that mean something.
const COLOURS: usize = 64;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = Bridgebook::open(folder.path(), Options::system()).await.expect("a new folder opens");
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pictures/templates");
    std::fs::create_dir_all(&out).expect("the folder of the pictures");
    let Answer::Templates(all) = app.query(Query::Templates).await.expect("the templates") else { return };
    for template in all.into_iter().filter(|t| t.category != "directory") {
        let (name, title) = (template.name.clone(), template.title.clone());
        let create = Intent::CreateDocument { template: template.name, title, incident: None };
        let made = app.intent(create).await.expect("a document");
        let pdf = folder.path().join(format!("{name}.pdf"));
        let options = serde_json::from_value(serde_json::json!({ "to": "pdf", "paper": "a4" })).expect("options");
        let documents = vec![made.ids[0].parse().expect("an id")];
        let path = pdf.display().to_string();
        app.intent(Intent::Export { documents, incident: None, options, path }).await.expect("a PDF");
        let picture = quantised(&page(&pdf));
        let file = out.join(format!("{name}.png"));
        if std::fs::read(&file).ok().as_ref() != Some(&picture) {
            std::fs::write(&file, &picture).expect("the picture");
        }
        println!("{name}.png: {} bytes", picture.len());
    }
    app.close().await;
}

/// The first page as dots.
struct Dots {
    width: u32,
    height: u32,
    rgb: Vec<[u8; 3]>,
}

fn page(pdf: &Path) -> Dots {
    let stem = pdf.with_extension("");
    let done = Command::new("pdftoppm")
        .args(["-r", RESOLUTION, "-png", "-singlefile", "-f", "1", "-l", "1"])
        .args([pdf, stem.as_path()])
        .status()
        .expect("pdftoppm starts");
    assert!(done.success(), "pdftoppm reads {}", pdf.display());
    let file: PathBuf = stem.with_extension("png");
    let decoder = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(file).expect("the page")));
    let mut reader = decoder.read_info().expect("a picture");
    let mut bytes = vec![0; reader.output_buffer_size()];
    let info = reader.next_frame(&mut bytes).expect("its dots");
    assert_eq!(info.color_type, png::ColorType::Rgb, "pdftoppm writes three bytes a dot");
    let rgb = bytes.chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect();
    Dots { width: info.width, height: info.height, rgb }
}

/// A picture with its most frequent colours, each other dot in the nearest of them.
fn quantised(dots: &Dots) -> Vec<u8> {
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for dot in &dots.rgb {
        *counts.entry(dot.map(rounded)).or_default() += 1;
    }
    let mut palette: Vec<_> = counts.into_iter().collect();
    palette.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let palette: Vec<[u8; 3]> = palette.into_iter().take(COLOURS).map(|(colour, _)| colour).collect();
    let mut nearest: HashMap<[u8; 3], u8> = HashMap::new();
    let mut index = |dot: [u8; 3]| *nearest.entry(dot).or_insert_with(|| closest(&palette, dot));
    let bytes: Vec<u8> = dots.rgb.iter().map(|dot| index(*dot)).collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, dots.width, dots.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::Best);
    encoder.set_filter(png::FilterType::NoFilter);
    let mut writer = encoder.write_header().expect("a head");
    writer.write_image_data(&bytes).expect("the dots");
    writer.finish().expect("an end");
    out
}

/// To steps of 8, so that white stays white.
fn rounded(value: u8) -> u8 {
    255 - (255 - value) / 8 * 8
}

fn closest(palette: &[[u8; 3]], dot: [u8; 3]) -> u8 {
    let far =
        |colour: &[u8; 3]| -> i32 { colour.iter().zip(dot).map(|(a, b)| (i32::from(*a) - i32::from(b)).pow(2)).sum() };
    let best = palette.iter().enumerate().min_by_key(|(_, colour)| far(colour)).map_or(0, |(at, _)| at);
    u8::try_from(best).expect("at most 64 colours")
}

//! Pictures that lie beside a file or on another site: the text keeps their place, but they are not part of it, and
//! whoever reads the file in is told so.

use crate::report::{Remark, Report};

/// Pictures that are told one by one; what is behind them is counted.
const MOST: usize = 20;

/// Remarks on the pictures of a text that do not come with it, by line.
pub(crate) fn remark(lines: &[&str], report: &mut Report) {
    let mut fence: Option<&str> = None;
    let (mut told, mut more, mut last) = (0_usize, 0_usize, 0);
    for (n, line) in lines.iter().enumerate() {
        let start = line.trim_start();
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark)) {
            fence = match fence {
                None => Some(mark),
                Some(open) if open == mark => None,
                open => open,
            };
        }
        if fence.is_some() || !line.contains("![") {
            continue;
        }
        for address in pictures(line) {
            let what = if address.contains("://") {
                "is on another site and is not loaded from there"
            } else {
                "is a file of its own and was not taken in"
            };
            if told < MOST {
                report.push(Remark::new(
                    n + 1,
                    format!("The picture “{address}” {what}; its place in the text is kept. To show it, attach the file there."),
                ));
                told += 1;
            } else {
                (more, last) = (more + 1, n + 1);
            }
        }
    }
    if more > 0 {
        report.push(Remark::new(last, format!("{more} more pictures up to this line were not taken in either.")));
    }
}

/// The addresses of the pictures of a line that are no attachments.
fn pictures(line: &str) -> impl Iterator<Item = &str> {
    line.split("![").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once("](")?;
        let end = rest.find([')', ' ', '"']).unwrap_or(rest.len());
        let address = rest[..end].trim_matches(['<', '>']);
        let is_ours = address.starts_with("attachment:") || address.starts_with("data:");
        (!address.is_empty() && !is_ours).then_some(address)
    })
}

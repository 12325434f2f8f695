//! Words for signs that the fonts of a machine may lack, in place of an empty box.

/// A sign and its name in English.
#[rustfmt::skip]
pub(super) const ENGLISH: &[(&str, &str)] = &[
    ("✅", "[done]"), ("☑", "[done]"), ("✔", "[tick]"), ("❌", "[no]"), ("✖", "[no]"), ("❎", "[no]"), ("⛔", "[stop]"),
    ("🚫", "[not allowed]"), ("⚠", "[warning]"), ("🚨", "[alarm]"), ("🔥", "[fire]"), ("❗", "!"), ("❕", "!"),
    ("‼", "!!"), ("❓", "?"), ("❔", "?"), ("🔴", "[red]"), ("🟠", "[orange]"), ("🟡", "[yellow]"), ("🟢", "[green]"),
    ("🔵", "[blue]"), ("🟣", "[violet]"), ("⚫", "[black]"), ("⚪", "[white]"), ("🟥", "[red]"), ("🟧", "[orange]"),
    ("🟨", "[yellow]"), ("🟩", "[green]"), ("🟦", "[blue]"), ("⏰", "[clock]"), ("⏱", "[stopwatch]"), ("⏳", "[waiting]"),
    ("⌛", "[time is up]"), ("🕐", "[clock]"), ("📅", "[date]"), ("📆", "[date]"), ("📌", "[pinned]"), ("📍", "[place]"),
    ("📎", "[attached]"), ("📝", "[note]"), ("📋", "[list]"), ("📄", "[document]"), ("📊", "[chart]"), ("📈", "[rising]"),
    ("📉", "[falling]"), ("📞", "[phone]"), ("☎", "[phone]"), ("📱", "[mobile]"), ("📧", "[mail]"), ("✉", "[mail]"),
    ("📨", "[mail]"), ("📣", "[announcement]"), ("📢", "[announcement]"), ("💬", "[message]"), ("🔔", "[bell]"),
    ("🔕", "[silent]"), ("🔒", "[locked]"), ("🔓", "[open]"), ("🔑", "[key]"), ("🔧", "[repair]"), ("🔨", "[repair]"),
    ("🛠", "[tools]"), ("⚙", "[settings]"), ("🔍", "[search]"), ("🔎", "[search]"), ("🔗", "[link]"), ("🔄", "[again]"),
    ("♻", "[again]"), ("⬆", "[up]"), ("⬇", "[down]"), ("➡", "[right]"), ("⬅", "[left]"), ("👉", "[see]"),
    ("👍", "[agreed]"), ("👎", "[against]"), ("👀", "[watching]"), ("👋", "[hello]"), ("👏", "[applause]"),
    ("🙏", "[please]"), ("💪", "[strong]"), ("👤", "[person]"), ("👥", "[people]"), ("🙂", "[smile]"), ("😀", "[smile]"),
    ("😃", "[smile]"), ("😊", "[smile]"), ("😅", "[smile]"), ("😂", "[laughter]"), ("😢", "[sad]"), ("😡", "[angry]"),
    ("😱", "[shock]"), ("🤔", "[thinking]"), ("🎉", "[celebration]"), ("🚀", "[launch]"), ("💡", "[idea]"),
    ("🎯", "[goal]"), ("🏁", "[finish]"), ("🏆", "[prize]"), ("🤖", "[robot]"), ("💻", "[computer]"), ("🖥", "[screen]"),
    ("🌐", "[network]"), ("☁", "[cloud]"), ("💾", "[saved]"), ("🗑", "[deleted]"), ("🐛", "[bug]"), ("💥", "[crash]"),
    ("⭐", "[star]"), ("🌟", "[star]"), ("✨", "[new]"), ("🆕", "[new]"), ("🆘", "[help]"), ("ℹ", "[info]"),
    ("❤", "[heart]"), ("💰", "[money]"), ("💳", "[card]"), ("🏠", "[home]"), ("🏢", "[office]"), ("🌍", "[world]"),
    ("🌎", "[world]"), ("🌏", "[world]"), ("▶", "[play]"), ("⏸", "[pause]"), ("⏹", "[stop]"), ("🛑", "[stop]"),
    ("🚧", "[in work]"), ("🧪", "[test]"), ("🧯", "[extinguisher]"),
];

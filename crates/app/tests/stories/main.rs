//! Stories through the use cases, as window and command line tell them: a settable clock, ids in series, and
//! the real database in a folder of its own.

mod approval;
mod attachment;
mod bad_input;
mod bad_table;
mod broken_off;
mod calendar;
mod calls;
mod clocks;
mod declare;
mod desk;
mod documents;
mod drill;
mod duty;
mod export;
mod hand_over;
mod held;
mod kept;
mod life;
mod message;
mod outbox;
mod own_template;
mod planned;
mod post;
mod preview;
mod printed;
mod procedure;
mod raci;
mod restored;
mod sample;
mod scheduled;
mod table;
mod templates;
mod transcript;
mod two;
mod wire;

//! The pages, written from view models. They are complete without script.

mod about;
mod access;
mod asking;
mod check;
mod frame;
mod front;
mod list;
mod looked;
mod notice;
mod notices;
mod opened;
mod others;
mod purposes;
mod reading;
mod search;
mod threads;
mod year;

pub use about::about;
pub use access::access;
pub use asking::{Wrong, asking};
pub use check::{BUNDLE_SCRIPT, PAGE_SCRIPT, VERIFY_SCRIPT, VRF_SCRIPT, check};
pub use frame::Frame;
pub use front::front;
pub use list::{none_of, printed, readings};
pub use notice::{Notice, notice};
pub use notices::{FEED, NOTICES, Notices, PastNotice, notices};
pub use others::{others, told};
pub use purposes::purposes;
pub use threads::threads;

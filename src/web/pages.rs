//! The pages, written from view models. They are complete without script.

mod about;
mod frame;
mod front;
mod list;
mod notice;
mod reading;

pub use about::about;
pub use frame::{Frame, STYLE};
pub use front::front;
pub use list::readings;
pub use notice::{Notice, notice};

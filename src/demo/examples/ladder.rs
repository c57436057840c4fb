//! How little of a value can come out: every form of the ladder, and what is left of it about someone
//! whose address is protected.

use super::Case;
use crate::demo::persons::Role;

/// The example that shows the forms of the ladder for a person.
pub const LADDER: &str = "every form of the ladder, about a person";

/// The same about someone whose address is protected.
pub const PROTECTED: &str = "the same about a person whose address is protected";

/// The example that shows the forms for amounts.
pub const AMOUNTS: &str = "every form of the ladder, for amounts";

pub(super) fn cases<'a>(
    person: &impl Fn(Role) -> String,
    income: &impl Fn(Role) -> String,
) -> Vec<Case<'a>> {
    let ladder = |name, scope, path| Case {
        name,
        client_id: "testby-stigen",
        scope,
        path,
        status: 200,
        ..Case::default()
    };
    vec![
        ladder(LADDER, "folkeregister:stigen", person(Role::Mother)),
        ladder(PROTECTED, "folkeregister:stigen", person(Role::Protected)),
        ladder(AMOUNTS, "skatt:inntekt.stigen", income(Role::Mother)),
    ]
}

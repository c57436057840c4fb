//! The words of an explanation in each language.

use crate::vocab::translated::Language;

/// The words around what a policy says.
pub(super) struct Phrases {
    pub(super) basis: &'static str,
    pub(super) gdpr: &'static str,
    pub(super) service: &'static str,
    pub(super) provider: &'static str,
    pub(super) scope: &'static str,
    pub(super) valid: &'static str,
    pub(super) until: &'static str,
    pub(super) requires: &'static str,
    pub(super) case_reference: &'static str,
    pub(super) end_user: &'static str,
    pub(super) nothing: &'static str,
    pub(super) consumers: &'static str,
    pub(super) suppliers: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    pub(super) may: &'static str,
    pub(super) may_not: &'static str,
    pub(super) comes_out: &'static str,
    pub(super) clear: &'static str,
    pub(super) age_in_years: &'static str,
    pub(super) because: &'static str,
    pub(super) not_when: &'static str,
    pub(super) forbidden: &'static str,
    pub(super) when: &'static str,
    pub(super) always: &'static str,
    pub(super) withheld: &'static str,
}

impl Phrases {
    /// The words of this language.
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::Bokmaal => &BOKMAAL,
            Language::English => &ENGLISH,
        }
    }
}

const BOKMAAL: Phrases = Phrases {
    basis: "Rettsgrunnlag",
    gdpr: "personvernforordningen artikkel",
    service: "Tjeneste",
    provider: "Datakilde",
    scope: "Scope",
    valid: "Gjelder",
    until: "til og med",
    requires: "Krever",
    case_reference: "saksreferanse",
    end_user: "navngitt saksbehandler",
    nothing: "ingenting mer",
    consumers: "Kan lese",
    suppliers: "Leverandør",
    yes: "kan lese på vegne av virksomheten",
    no: "kan ikke lese på vegne av virksomheten",
    may: "kan lese for dette formålet.",
    may_not: "kan ikke lese for dette formålet: virksomheten er ikke nevnt.",
    comes_out: "Utleveres:",
    clear: "som den er",
    age_in_years: "bare som alder i hele år",
    because: "fordi",
    not_when: "ikke når",
    forbidden: "Forbudt (går foran det som utleveres):",
    when: "når",
    always: "alltid",
    withheld: "Utleveres aldri for dette formålet:",
};

const ENGLISH: Phrases = Phrases {
    basis: "Legal basis",
    gdpr: "GDPR article",
    service: "Service",
    provider: "Provider",
    scope: "Scope",
    valid: "Valid",
    until: "until and including",
    requires: "Requires",
    case_reference: "case reference",
    end_user: "named end user",
    nothing: "nothing more",
    consumers: "Consumers",
    suppliers: "Supplier",
    yes: "may read on a consumer's behalf",
    no: "may not read on a consumer's behalf",
    may: "may read for this purpose.",
    may_not: "may not read for this purpose: the policy does not name it.",
    comes_out: "Comes out:",
    clear: "as it is",
    age_in_years: "only as age in whole years",
    because: "because",
    not_when: "not when",
    forbidden: "Forbidden (wins over what comes out):",
    when: "when",
    always: "always",
    withheld: "Never comes out for this purpose:",
};

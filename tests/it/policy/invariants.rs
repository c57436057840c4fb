//! What holds of every purpose that is shipped.

use super::{set, shipped_files};
use sluse::policy::{Form, Rung, Sensitivity};
use sluse::vocab::basis::GdprKind;

/// Whether a path is part of an address of the person.
fn is_address(path: &str) -> bool {
    let parts =
        ["bostedsadresse", "deltBosted", "oppholdsadresse", "postadresse", "preferertKontakt"];
    let xml = ["p:postadresse", "p:bostedsadresse", "p:hjemlandsadresse"];
    parts.iter().chain(&xml).any(|part| path.starts_with(part))
}

/// Who may have another person's number in clear, and why nothing less would do.
const NUMBERS_OF_OTHERS: &[(&str, &str)] = &[
    ("dodsbo", "the court must find the heirs"),
    ("barnekoordinator", "the parents are parties to the case"),
    ("rettighetspakke-offentlig-med-hjemmel", "the most of the register's package"),
    ("rettighetspakke-finans", "the most of the register's package"),
];

#[test]
fn every_address_is_guarded_by_address_protection() {
    let set = set(&shipped_files());
    for purpose in set.purposes() {
        for permit in purpose.permits.iter().filter(|permit| is_address(permit.path.as_str())) {
            let guarded = purpose.forbids.iter().any(|forbid| {
                forbid.path.as_ref().is_none_or(|path| path.covers(&permit.path))
                    && forbid
                        .condition
                        .as_ref()
                        .is_some_and(|it| it.holds && it.fact == "address-protected")
            });
            assert!(guarded, "{} permits {}", purpose.id, permit.path);
        }
    }
}

#[test]
fn another_persons_number_comes_out_in_clear_only_where_that_person_must_be_found() {
    let set = set(&shipped_files());
    for purpose in set.purposes() {
        let service = set.service(&purpose.service).unwrap();
        for permit in &purpose.permits {
            let field = service.field(&permit.path).unwrap();
            let name = field.path.as_str();
            let number = field.about_other
                && (name.ends_with("foedselsEllerDNummer")
                    || name.ends_with("Person")
                    || name.ends_with("relatertVedSivilstand")
                    || name.ends_with("ansvarlig")
                    || name.ends_with("ansvarssubjekt")
                    || name.ends_with("Identifikasjonsnummer"));
            let reason = NUMBERS_OF_OTHERS.iter().any(|(id, _)| *id == purpose.id.as_str());
            let told = permit.form.rung() < Rung::Pseudonym || permit.form == Form::Pseudonym;
            assert!(!number || told || reason, "{} permits {name}", purpose.id);
        }
    }
    let used = |id: &str| set.purposes().iter().any(|purpose| purpose.id.as_str() == id);
    assert!(NUMBERS_OF_OTHERS.iter().all(|(id, why)| used(id) && !why.is_empty()));
}

#[test]
fn a_confidential_field_has_a_statute_of_the_receivers_own_beside_the_registers() {
    let set = set(&shipped_files());
    for purpose in set.purposes() {
        let service = set.service(&purpose.service).unwrap();
        let sensitive = |least| {
            let field = |path| service.field(path).map(|field| field.sensitivity);
            purpose.permits.iter().any(move |permit| field(&permit.path) == Some(least))
        };
        let mut laws: Vec<&str> = purpose.bases().map(|basis| basis.law.as_str()).collect();
        laws.sort_unstable();
        laws.dedup();
        assert!(!sensitive(Sensitivity::Confidential) || laws.len() >= 2, "{}", purpose.id);
        let lifted = purpose.bases().any(|basis| basis.gdpr.kind() == GdprKind::SpecialCategory);
        assert!(!sensitive(Sensitivity::SpecialCategory) || lifted, "{}", purpose.id);
        // Their fields are not about health, but the purpose itself is.
        let health = ["pleiepenger", "barnekoordinator", "fastlege"].contains(&purpose.id.as_str());
        assert!(!health || lifted, "{} tells of health", purpose.id);
    }
}

#[test]
fn every_purpose_says_why_for_how_long_and_is_tried() {
    let cases = sluse::activation::folder::read_all(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"),
    )
    .unwrap()
    .cases;
    for purpose in set(&shipped_files()).purposes() {
        for permit in &purpose.permits {
            assert!(permit.need.chars().count() > 10, "{}: {}", purpose.id, permit.need);
        }
        let old = purpose.id.as_str() == "foreldrebetaling-2024";
        assert!(old || (purpose.retention.is_some() && purpose.category.is_some()));
        let tests = format!("tests = \"{}\"\n", purpose.id);
        let file = cases.iter().find(|file| file.text.starts_with(&tests));
        let file = file.unwrap_or_else(|| panic!("{} has no cases", purpose.id));
        assert!(file.text.contains("refused") && file.text.contains("\nout "), "{}", purpose.id);
    }
}

#[test]
fn every_shipped_service_names_the_document_that_its_fields_are_from() {
    for file in shipped_files().iter().filter(|file| file.name.starts_with("services/")) {
        let head: Vec<&str> = file.text.lines().take_while(|line| line.starts_with('#')).collect();
        let said = |word: &str| head.iter().any(|line| line.starts_with(&format!("# {word}")));
        assert!(said("Fields: "), "{} does not say where its fields are from", file.name);
        assert!(said("Assumed: ") || said("Not here: ") || said("Confidential: "), "{}", file.name);
    }
}

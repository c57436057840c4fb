//! The policies that are shipped, and those that only show the language, embedded: the demonstration
//! writes them into its folder.

/// Embeds one shipped policy.
macro_rules! policy {
    ($path:literal) => {
        ($path, include_str!(concat!("../../policies/", $path)))
    };
}

/// The shipped policies, by their path below `policies/`; a test holds the list against the folder.
pub const POLICIES: &[(&str, &str)] = &[
    policy!("services/fiks-barnehage.toml"),
    policy!("services/fiks-sosialtjeneste.toml"),
    policy!("services/folkeregisteret-hendelser.toml"),
    policy!("services/folkeregisteret-person.toml"),
    policy!("services/krr-person.toml"),
    policy!("services/matrikkelen-person.toml"),
    policy!("services/skatteetaten-inntekt.toml"),
    policy!("services/skatteetaten-pensjonsgivende.toml"),
    policy!("packages/finans.toml"),
    policy!("packages/offentlig-med-hjemmel.toml"),
    policy!("packages/offentlig-uten-hjemmel.toml"),
    policy!("packages/presse-uten-identifikator.toml"),
    policy!("packages/presse.toml"),
    policy!("packages/privat-uten-hjemmel.toml"),
    policy!("packages/privat-uten-identifikator.toml"),
    policy!("packages/privat.toml"),
    policy!("packages/utsteder-eid.toml"),
    policy!("purposes/ajourhold/hendelser-ajourhold.toml"),
    policy!("purposes/andre/dodsbo.toml"),
    policy!("purposes/andre/nabovarsel.toml"),
    policy!("purposes/bedrift/foretak-varsling.toml"),
    policy!("purposes/bedrift/foretaksregistrering.toml"),
    policy!("purposes/byggesak/nabovarsel-eier.toml"),
    policy!("purposes/dod-og-arv/dodsbo-kontakt.toml"),
    policy!("purposes/dod-og-arv/omstillingsstonad.toml"),
    policy!("purposes/dod-og-arv/stans-ved-dod.toml"),
    policy!("purposes/fiks/fiks-barnehage.toml"),
    policy!("purposes/fiks/fiks-sosialtjeneste.toml"),
    policy!("purposes/frivillig/frivilligregistrering.toml"),
    policy!("purposes/frivillig/medlemskontroll.toml"),
    policy!("purposes/jobb/dagpenger-vilkar.toml"),
    policy!("purposes/jobb/dagpenger.toml"),
    policy!("purposes/jobb/sosialhjelp-inntekt.toml"),
    policy!("purposes/jobb/sosialhjelp.toml"),
    policy!("purposes/kontakt/krr-digital-post.toml"),
    policy!("purposes/kontakt/krr-reservasjon.toml"),
    policy!("purposes/kontakt/krr-varsling.toml"),
    policy!("purposes/kontroll/stonadskontroll.toml"),
    policy!("purposes/ny-i-norge/fastlege.toml"),
    policy!("purposes/ny-i-norge/introduksjonsprogram.toml"),
    policy!("purposes/ny-i-norge/kundekontroll.toml"),
    policy!("purposes/oppvekst/barnehageopptak.toml"),
    policy!("purposes/oppvekst/barnetrygd.toml"),
    policy!("purposes/oppvekst/foreldrebetaling-2024.toml"),
    policy!("purposes/oppvekst/foreldrebetaling.toml"),
    policy!("purposes/oppvekst/foreldrepenger-barn.toml"),
    policy!("purposes/oppvekst/gratis-kjernetid.toml"),
    policy!("purposes/oppvekst/skolestart.toml"),
    policy!("purposes/oppvekst/soskenmoderasjon.toml"),
    policy!("purposes/studier/studielan-bosted.toml"),
    policy!("purposes/studier/studielan-inntekt.toml"),
    policy!("purposes/studier/studieopptak.toml"),
    policy!("purposes/sykt-barn/barnekoordinator.toml"),
    policy!("purposes/sykt-barn/pleiepenger.toml"),
    policy!("purposes/ytelser/bostotte.toml"),
    policy!("purposes/ytelser/foreldrepenger.toml"),
];

/// What shows every form of the ladder and so permits more than anyone needs: not among the shipped
/// policies, by their path in the demonstration's folder of policies.
pub const LADDER: &[(&str, &str)] = &[
    ("demonstrasjon/stigen-person.toml", include_str!("policies/stigen-person.toml")),
    ("demonstrasjon/stigen-inntekt.toml", include_str!("policies/stigen-inntekt.toml")),
];

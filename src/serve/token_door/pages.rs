//! The pages that `error_uri` points to: what was seen, what was wanted, and how to mend it.
//!
//! Plain HTML without style or script, in bokmål and English on one page, because an address in an
//! error message is opened by who does not choose a language.

mod codes;
mod ours;

use crate::page::Html;
use crate::token::refused::Page;

/// One error, explained to who gets it.
struct Explained {
    title: Said,
    /// What came in.
    seen: Said,
    /// What was to come in.
    wanted: Said,
    /// What to do.
    mend: Said,
}

/// One text in both languages.
struct Said {
    nb: &'static str,
    en: &'static str,
}

const fn said(nb: &'static str, en: &'static str) -> Said {
    Said { nb, en }
}

/// The page below `/errors/` with this name; the list of all pages when it is empty.
pub(super) fn read(name: &str) -> Option<String> {
    if name.is_empty() { Some(index()) } else { Page::named(name).map(page) }
}

/// The headings of the three parts.
const SEEN: Said = said("Hva tjenesten så", "What the service saw");
const WANTED: Said = said("Hva tjenesten ventet", "What the service wanted");
const MEND: Said = said("Slik retter du feilen", "How to mend it");
const ALL: Said = said("Feil fra token-tjenesten", "Errors of the token service");

fn page(page: Page) -> String {
    let (name, told) = (page.name(), explained(page));
    document(name, |html| {
        html.within("nav", &[("aria-label", "Sider og språk")], |html| {
            html.element("a", &[("href", "./")], "Alle feil");
            html.text(" ");
            let english = [("href", "#english"), ("lang", "en"), ("hreflang", "en")];
            html.element("a", &english, "In English");
        });
        html.within("main", &[], |html| {
            html.element("h1", &[], name);
            let nb = [&told.title, &told.seen, &told.wanted, &told.mend].map(|said| said.nb);
            let en = [&told.title, &told.seen, &told.wanted, &told.mend].map(|said| said.en);
            section(html, ("nb", "norsk"), nb, [SEEN.nb, WANTED.nb, MEND.nb]);
            section(html, ("en", "english"), en, [SEEN.en, WANTED.en, MEND.en]);
        });
    })
}

/// The explanation in one language.
fn section(
    html: &mut Html,
    (language, id): (&str, &str),
    [title, parts @ ..]: [&str; 4],
    headings: [&str; 3],
) {
    html.line();
    html.within("section", &[("lang", language), ("id", id)], |html| {
        html.element("h2", &[], title);
        for (heading, part) in headings.iter().zip(parts) {
            html.element("h3", &[], heading);
            html.element("p", &[], part);
        }
    });
}

/// The list of all pages.
fn index() -> String {
    document(ALL.nb, |html| {
        html.within("main", &[], |html| {
            html.element("h1", &[], ALL.nb);
            html.element("p", &[("lang", "en")], ALL.en);
            html.within("ul", &[], |html| Page::ALL.iter().for_each(|page| item(html, *page)));
        });
    })
}

fn item(html: &mut Html, page: Page) {
    let title = &explained(page).title;
    html.line();
    html.within("li", &[], |html| {
        html.element("a", &[("href", page.name())], page.name());
        html.text(": ");
        html.text(title.nb);
        html.text(" / ");
        html.element("span", &[("lang", "en")], title.en);
    });
}

fn document(title: &str, body: impl FnOnce(&mut Html)) -> String {
    Html::document(|html| {
        html.within("html", &[("lang", "nb")], |html| {
            html.within("head", &[], |html| {
                html.void("meta", &[("charset", "utf-8")]);
                html.element("title", &[], title);
                let viewport = "width=device-width, initial-scale=1";
                html.void("meta", &[("name", "viewport"), ("content", viewport)]);
                html.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
            });
            html.line();
            html.within("body", &[], body);
        });
    })
}

/// The texts of each page.
const fn explained(page: Page) -> &'static Explained {
    match page {
        Page::Mp011 => &codes::MP_011,
        Page::Mp012 => &codes::MP_012,
        Page::Mp100 => &codes::MP_100,
        Page::Mp110 => &codes::MP_110,
        Page::Mp120 => &codes::MP_120,
        Page::Mp121 => &codes::MP_121,
        Page::Mp122 => &codes::MP_122,
        Page::Mp123 => &codes::MP_123,
        Page::Mp124 => &codes::MP_124,
        Page::Mp130 => &codes::MP_130,
        Page::Mp200 => &codes::MP_200,
        Page::Mp201 => &codes::MP_201,
        Page::Mp250 => &codes::MP_250,
        Page::Mp251 => &codes::MP_251,
        Page::Mp301 => &codes::MP_301,
        Page::Mp302 => &codes::MP_302,
        Page::Mp303 => &codes::MP_303,
        Page::Form => &ours::FORM,
        Page::Method => &ours::METHOD,
        Page::GrantType => &ours::GRANT_TYPE,
        Page::Typ => &ours::TYP,
        Page::KidMissing => &ours::KID_MISSING,
        Page::CertificateMissing => &ours::CERTIFICATE_MISSING,
        Page::OnBehalfOf => &ours::ON_BEHALF_OF,
        Page::IatAhead => &ours::IAT_AHEAD,
        Page::IatTooOld => &ours::IAT_TOO_OLD,
        Page::NbfAhead => &ours::NBF_AHEAD,
        Page::LifetimeTooLong => &ours::LIFETIME_TOO_LONG,
        Page::ExpBeforeIat => &ours::EXP_BEFORE_IAT,
        Page::ConsumerOrg => &ours::CONSUMER_ORG,
        Page::DpopProof => &ours::DPOP_PROOF,
        Page::DpopNonce => &ours::DPOP_NONCE,
        Page::ClientCertificate => &ours::CLIENT_CERTIFICATE,
        Page::Busy => &ours::BUSY,
        Page::ConsentSource => &ours::CONSENT_SOURCE,
        Page::Unavailable => &ours::UNAVAILABLE,
        Page::TooManyRefusals => &ours::TOO_MANY_REFUSALS,
    }
}

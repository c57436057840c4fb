//! How people are told that somebody has read about them.

use crate::vocab::notice::Way;
use crate::vocab::party::Organisation;
use serde::Deserialize;
use std::path::PathBuf;

/// Notices to citizens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// The ways that are tried, in this order; each needs its own part below.
    pub ways: Vec<Way>,
    /// How often everybody who wants to be told is looked at.
    #[serde(default = "a_minute")]
    pub look_every_s: u64,
    /// How long a notice is tried before it is given up.
    #[serde(default = "a_week")]
    pub give_up_days: u16,
    /// The hour of Norway's clock from which nothing is sent; together with `quiet_until_h`.
    pub quiet_from_h: Option<u8>,
    /// The hour from which notices are sent again.
    pub quiet_until_h: Option<u8>,
    /// The token service, for e-mail and SvarUt.
    pub maskinporten: Option<NoticeTokens>,
    /// The register of people's addresses, for e-mail.
    pub contacts: Option<ContactRegister>,
    /// E-mail.
    pub email: Option<MailServer>,
    /// KS SvarUt.
    pub svarut: Option<SvarutAccount>,
    /// The integrasjonspunkt, for `postkasse` and `eformidling`.
    pub eformidling: Option<Integrasjonspunkt>,
}

/// The token service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeTokens {
    /// Its issuer, such as `https://maskinporten.no/`.
    pub issuer: String,
    /// The certificate authority of its certificate.
    pub ca: PathBuf,
    /// This program's client there.
    pub client_id: String,
    /// The client's private key, PEM (RSA) or JWK, mode 0600.
    pub key: PathBuf,
}

/// The contact and reservation register.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactRegister {
    /// Its address for questions about several persons.
    #[serde(default = "krr")]
    pub url: String,
    /// The certificate authority of its certificate.
    pub ca: PathBuf,
    /// The scope that gives addresses.
    #[serde(default = "krr_scope")]
    pub scope: String,
}

/// The mail server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailServer {
    /// Its name, as in its certificate.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// When TLS begins: `starttls` or `tls`. Nothing is sent without.
    pub security: MailSecurity,
    /// The certificate authority of its certificate.
    pub ca: PathBuf,
    /// The name to log in with; together with `password`.
    pub user: Option<String>,
    /// The file that holds the password, mode 0600.
    pub password: Option<PathBuf>,
    /// Whom messages are from.
    pub from: String,
}

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// With the connection.
    Tls,
    /// After STARTTLS.
    StartTls,
}

/// An account at SvarUt.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SvarutAccount {
    /// The service, without a trailing `/`.
    #[serde(default = "fiks")]
    pub url: String,
    /// The certificate authority of its certificate.
    pub ca: PathBuf,
    /// The account's identifier.
    pub account: String,
    /// The integration's identifier.
    pub integration: String,
    /// The file that holds the integration's password, mode 0600.
    pub password: PathBuf,
    /// The scope of tokens.
    #[serde(default = "fiks_scope")]
    pub scope: String,
    /// What stands in the place of everybody's name.
    #[serde(default = "citizen")]
    pub name: String,
    /// What stands in the place of everybody's postal code.
    #[serde(default = "no_code")]
    pub postal_code: String,
    /// What stands in the place of everybody's postal place.
    #[serde(default = "nowhere")]
    pub place: String,
}

/// An integrasjonspunkt of eFormidling.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Integrasjonspunkt {
    /// Its address, without a trailing `/`; it stands in one's own network.
    pub url: String,
    /// The certificate authority of an https address.
    pub ca: Option<PathBuf>,
    /// Whom messages are from; without it the integrasjonspunkt's own organisation.
    pub sender: Option<Organisation>,
    /// The process that messages are part of.
    #[serde(default = "information")]
    pub process: String,
    /// The level of login (3 or 4) that opens the message in the mailbox.
    #[serde(default = "three")]
    pub level: u8,
}

const fn a_minute() -> u64 {
    60
}

const fn a_week() -> u16 {
    7
}

const fn three() -> u8 {
    3
}

fn krr() -> String {
    "https://kontaktregisteret.no/rest/v2/personer".to_owned()
}

fn krr_scope() -> String {
    "krr:global/kontaktinformasjon.read".to_owned()
}

fn fiks() -> String {
    "https://api.fiks.ks.no".to_owned()
}

fn fiks_scope() -> String {
    "ks:fiks".to_owned()
}

fn information() -> String {
    "urn:no:difi:profile:digitalpost:info:ver1.0".to_owned()
}

fn citizen() -> String {
    "Innbygger".to_owned()
}

fn no_code() -> String {
    "0000".to_owned()
}

fn nowhere() -> String {
    "-".to_owned()
}

impl Notices {
    /// The rule that is broken, if one is.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let lacks = |way: Way| {
            self.ways.contains(&way)
                && match way {
                    Way::Email => {
                        self.email.is_none()
                            || self.contacts.is_none()
                            || self.maskinporten.is_none()
                    }
                    Way::Svarut => self.svarut.is_none() || self.maskinporten.is_none(),
                    Way::Eformidling | Way::Postkasse => self.eformidling.is_none(),
                }
        };
        let hours = [self.quiet_from_h, self.quiet_until_h];
        let levels = self.eformidling.iter().map(|one| one.level);
        let logins = self.email.iter().map(|one| (one.user.is_some(), one.password.is_some()));
        if self.ways.is_empty() {
            Some("notices.ways must name at least one way")
        } else if Way::ALL.iter().any(|way| self.ways.iter().filter(|it| *it == way).count() > 1) {
            Some("notices.ways names one way twice")
        } else if Way::ALL.iter().any(|way| lacks(*way)) {
            Some(
                "notices.ways: `email` needs notices.email, contacts and maskinporten, `svarut` needs \
                 notices.svarut and maskinporten, `postkasse` and `eformidling` need notices.eformidling",
            )
        } else if hours.iter().flatten().any(|hour| *hour > 23)
            || hours.iter().flatten().count() == 1
        {
            Some("notices.quiet_from_h and quiet_until_h belong together, each from 0 to 23")
        } else if self.look_every_s == 0 || self.give_up_days == 0 {
            Some("notices.look_every_s and give_up_days must not be 0: nothing would be sent")
        } else if levels.into_iter().any(|level| level != 3 && level != 4) {
            Some("notices.eformidling.level must be 3 or 4")
        } else if logins.into_iter().any(|(user, password)| user != password) {
            Some("notices.email.user and password belong together: give both or neither")
        } else {
            None
        }
    }

    /// The paths in it.
    pub(super) fn paths(&mut self) -> Vec<&mut PathBuf> {
        let mut paths = Vec::new();
        if let Some(tokens) = &mut self.maskinporten {
            paths.extend([&mut tokens.ca, &mut tokens.key]);
        }
        paths.extend(self.contacts.iter_mut().map(|contacts| &mut contacts.ca));
        if let Some(email) = &mut self.email {
            paths.push(&mut email.ca);
            paths.extend(email.password.as_mut());
        }
        if let Some(svarut) = &mut self.svarut {
            paths.extend([&mut svarut.ca, &mut svarut.password]);
        }
        paths.extend(self.eformidling.iter_mut().filter_map(|one| one.ca.as_mut()));
        paths
    }
}

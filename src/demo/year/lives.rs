//! Ten citizens and what their year brought: whom the public sector read about, when and what for.

use super::crowd::MONTHLY;
use super::planned::{Calendar, DELAY_DAYS, Hour, Moment, Visit, What};
use crate::demo::persons::{Population, Role};
use crate::vocab::time::Day;
use crate::vocab::translated::Language;

/// One of the ten.
#[derive(Debug)]
pub struct Life {
    /// Who it is.
    pub role: Role,
    bokmaal: &'static str,
    english: &'static str,
    readings: &'static [Reading],
}

impl Life {
    /// What there is to see for who logs in as this person.
    #[must_use]
    pub const fn tell(&self, language: Language) -> &'static str {
        match language {
            Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => self.bokmaal,
            Language::English => self.english,
        }
    }

    /// What there is to see for this role, when it is one of the ten.
    #[must_use]
    pub fn of(role: Role) -> Option<&'static Self> {
        LIVES.iter().find(|life| life.role == role)
    }
}

/// Readings for one purpose under one case. In a case `{y}` stands for the year of the first of them.
#[derive(Debug, Clone, Copy)]
struct Reading {
    purpose: &'static str,
    /// How many days before today, the earliest first.
    days: &'static [u16],
    case: Option<&'static str>,
    worker: Option<&'static str>,
    relation: Option<&'static str>,
    hour: Hour,
    refused: Option<&'static str>,
}

/// By a machine, in office hours, without a case.
const fn read(purpose: &'static str, days: &'static [u16]) -> Reading {
    let (case, worker, relation, refused) = (None, None, None, None);
    Reading { purpose, days, case, worker, relation, hour: Hour::Office, refused }
}

impl Reading {
    const fn case(self, case: &'static str) -> Self {
        Self { case: Some(case), ..self }
    }

    const fn by(self, worker: &'static str) -> Self {
        Self { worker: Some(worker), ..self }
    }

    const fn of(self, relation: &'static str) -> Self {
        Self { relation: Some(relation), ..self }
    }

    const fn at(self, hour: Hour) -> Self {
        Self { hour, ..self }
    }

    const fn nightly(self) -> Self {
        self.at(Hour::Night)
    }

    const fn refused(self, why: &'static str) -> Self {
        Self { refused: Some(why), ..self }
    }
}

/// Every second week, as long as somebody is out of work.
const CARDS: &[u16] = &[193, 179, 165, 151, 137, 123, 109, 95, 81, 67, 53, 39, 25, 11];

/// The day of the control: it is over since yesterday, when it was released.
const CONTROL: &[u16] = &[DELAY_DAYS + 1];

/// The ten, in the order in which the cast stands.
pub const LIVES: &[Life] = &[
    Life {
        role: Role::Mother,
        bokmaal: "barnehageplass, foreldrebetaling hver måned, pleiepenger; har spurt og fått svar",
        english: "kindergarten, a fee checked every month, a sick child; asked, and was answered",
        readings: &[
            read("foreldrepenger", &[357, 343, 328]).case("{y}/7781").by("saksbehandler-12"),
            read("foreldrepenger-barn", &[357])
                .case("{y}/7781")
                .by("saksbehandler-12")
                .of("applicant"),
            read("barnetrygd", &[340, 160]).case("{y}/5519").of("applicant"),
            read("barnehageopptak", &[300, 288]).case("{y}/8812"),
            read("barnehageopptak", &[301]).refused("case-reference-missing"),
            read("soskenmoderasjon", &[280, 95]).case("{y}/8812"),
            read("foreldrebetaling", MONTHLY).case("{y}/8812").nightly(),
            read("gratis-kjernetid", &[270]).case("{y}/8812"),
            read("krr-varsling", &[299, 279, 200, 94, 30]).case("{y}/8812"),
            read("fastlege", &[250]),
            read("kundekontroll", &[210]),
            read("pleiepenger", &[75, 61, 47, 33])
                .case("PP-{y}-4471")
                .by("saksbehandler-18")
                .of("applicant"),
        ],
    },
    Life {
        role: Role::Father,
        bokmaal: "mistet jobben: dagpenger hver fjortende dag, sosialhjelp",
        english: "lost his job: unemployment benefit every second week, social assistance",
        readings: &[
            read("foreldrebetaling", MONTHLY).case("{y}/8812").nightly(),
            read("barnetrygd", &[340]).case("{y}/5519").of("applicant"),
            read("dagpenger", &[198, 100]).case("{y}/90133").by("saksbehandler-14"),
            read("dagpenger-vilkar", CARDS).case("{y}/90133").nightly(),
            read("sosialhjelp", &[121])
                .case("{y}/3350")
                .by("saksbehandler-23")
                .at(Hour::At(20 * 60 + 41))
                .refused("outside-hours"),
            read("sosialhjelp", &[120, 90]).case("{y}/3350").by("saksbehandler-23"),
            read("sosialhjelp-inntekt", &[120, 90]).case("{y}/3350").by("saksbehandler-23"),
            read("krr-varsling", &[197, 119, 60]).case("{y}/90133"),
            read("nabovarsel", &[150]).case("{y}/2207"),
        ],
    },
    Life {
        role: Role::KindergartenChild,
        bokmaal: "et barn: foreldrene kan se listen; barnehage, sykdom, barnekoordinator",
        english: "a child: its parents may see the list; kindergarten, illness, a coordinator",
        readings: &[
            read("foreldrepenger-barn", &[357]).case("{y}/7781").by("saksbehandler-12").of("child"),
            read("barnetrygd", &[340, 160]).case("{y}/5519").of("child"),
            read("barnehageopptak", &[300, 288]).case("{y}/8812"),
            read("soskenmoderasjon", MONTHLY).case("{y}/8812").nightly(),
            read("fastlege", &[250, 72]),
            read("pleiepenger", &[75, 61, 47, 33])
                .case("PP-{y}-4471")
                .by("saksbehandler-18")
                .of("child"),
            read("barnekoordinator", &[71]).case("{y}/6120").refused("end-user-missing"),
            read("barnekoordinator", &[70, 40, 12]).case("{y}/6120").by("saksbehandler-27"),
        ],
    },
    Life {
        role: Role::Single,
        bokmaal: "noen i kommunen leser ham om natten; har spurt, og svaret har ikke kommet i tide",
        english: "somebody at the municipality reads him at night; he asked, and the answer is overdue",
        readings: &[
            read("kundekontroll", &[310, 309]),
            read("krr-varsling", &[305, 239, 178, 112, 58, 22]).case("{y}/2207"),
            read("nabovarsel", &[240, 180, 60]).case("{y}/2207"),
            read("fastlege", &[260]),
            read("krr-digital-post", &[241, 181, 113, 59, 23]).case("{y}/2207").nightly(),
        ],
    },
    Life {
        role: Role::StrictlyProtected,
        bokmaal: "strengt fortrolig adresse: adressen kommer aldri ut, og stedet vises ikke",
        english: "strictly confidential address: it never comes out, and places are not shown",
        readings: &[
            read("sosialhjelp", &[320, 230, 140]).case("{y}/1190").by("saksbehandler-21"),
            read("sosialhjelp-inntekt", &[320, 230, 140]).case("{y}/1190").by("saksbehandler-21"),
            read("bostotte", MONTHLY).case("{y}/40771").nightly(),
            read("krr-reservasjon", &[318, 227, 136, 45]).nightly(),
            read("fastlege", &[205]),
            read("kundekontroll", &[150]),
            read("barnehageopptak", &[149]).refused("case-reference-missing"),
        ],
    },
    Life {
        role: Role::NewNumber,
        bokmaal: "student: opptak, lån, flytting; ga et samtykke og trakk det tilbake",
        english: "a student: admission, a loan, moving; gave a consent and withdrew it",
        readings: &[
            read("medlemskontroll", &[260, 180]),
            read("medlemskontroll", &[82]).refused("consent-missing"),
            read("studieopptak", &[232]).case("{y}/61005"),
            read("studielan-bosted", &[215, 101, 45]).case("{y}/61888").of("applicant"),
            read("studielan-inntekt", &[215, 101, 45]).case("{y}/61888"),
            read("fastlege", &[205]),
            read("bostotte", MONTHLY).case("{y}/41220").nightly(),
            read("kundekontroll", &[212]),
            read("krr-varsling", &[214, 131, 70, 17]).case("{y}/61888"),
        ],
    },
    Life {
        role: Role::Widow,
        bokmaal: "pensjonist og enke: skifte, omstillingsstønad, bostøtte; vil ha varsel om alt",
        english: "a pensioner and widow: probate, a survivor's benefit; wants to be told of everything",
        readings: &[
            read("omstillingsstonad", &[345, 331])
                .case("{y}/70210")
                .by("saksbehandler-15")
                .of("applicant"),
            read("bostotte", MONTHLY).case("{y}/38104").nightly(),
            read("krr-reservasjon", &[318, 227, 136, 45]).nightly(),
            read("fastlege", &[333, 127]),
            read("kundekontroll", &[329]),
            read("nabovarsel", &[222, 143]).case("{y}/2951"),
        ],
    },
    Life {
        role: Role::SelfEmployed,
        bokmaal: "eget foretak, huskjøp; en kontroll som nettopp er blitt synlig, med loven",
        english: "a business, a house; an investigation that was released yesterday, with the law",
        readings: &[
            read("foretaksregistrering", &[312, 305]).case("{y}/15020").of("founder"),
            read("kundekontroll", &[308, 122, 119]),
            read("foretak-varsling", &[304, 243, 182, 121, 60, 20]).case("{y}/15020"),
            read("nabovarsel", &[190, 117]).case("{y}/2488"),
            read("foreldrepenger", &[131]).case("{y}/7934").by("saksbehandler-12"),
            read("frivilligregistrering", &[150]).case("{y}/15811").of("board-member"),
            read("krr-digital-post", MONTHLY).case("{y}/2488").nightly(),
            read("stonadskontroll", CONTROL)
                .case("{y}/99001")
                .by("saksbehandler-19")
                .at(Hour::At(551)),
            read("stonadskontroll", CONTROL)
                .case("{y}/99001")
                .by("saksbehandler-19")
                .at(Hour::At(574)),
            read("stonadskontroll", CONTROL)
                .case("{y}/99001")
                .by("saksbehandler-19")
                .at(Hour::At(802)),
            read("stonadskontroll", CONTROL)
                .case("{y}/99001")
                .at(Hour::At(549))
                .refused("end-user-missing"),
        ],
    },
    Life {
        role: Role::Newcomer,
        bokmaal: "ny i Norge: introduksjonsprogram, fastlege, bank; et samtykke som gjelder",
        english: "new in Norway: introduction programme, doctor, bank; a consent that stands",
        readings: &[
            read("introduksjonsprogram", &[345, 320, 271, 222, 173, 124, 75, 26])
                .case("{y}/4402")
                .by("saksbehandler-24"),
            read("fastlege", &[341]),
            read("kundekontroll", &[337]).refused("token-not-persons"),
            read("kundekontroll", &[336, 334]),
            read("sosialhjelp", &[340, 310, 280]).case("{y}/4410").by("saksbehandler-24"),
            read("sosialhjelp-inntekt", &[310, 280]).case("{y}/4410").by("saksbehandler-24"),
            read("krr-varsling", &[321, 223, 125, 76, 27]).case("{y}/4402"),
            read("studieopptak", &[60]).case("{y}/62117"),
            read("medlemskontroll", &[88]),
        ],
    },
    Life {
        role: Role::Ward,
        bokmaal: "har verge, som kan se listen; sosialhjelp, bostøtte",
        english: "has a guardian, who may see the list; social assistance, housing benefit",
        readings: &[
            read("sosialhjelp", &[330, 200, 62]).case("{y}/3077").by("saksbehandler-22"),
            read("sosialhjelp-inntekt", &[330, 200, 62]).case("{y}/3077").by("saksbehandler-22"),
            read("bostotte", MONTHLY).case("{y}/37700").nightly(),
            read("krr-reservasjon", &[318, 227, 136, 45]).nightly(),
            read("kundekontroll", &[220]),
            read("fastlege", &[300, 103]),
            read("nabovarsel", &[181]).case("{y}/2951"),
        ],
    },
];

/// What is read of those beside the ten, because of one of them.
const BESIDE: &[(Role, Reading)] = &[
    (Role::Deceased, read("dodsbo", &[352, 340, 299]).case("{y}/8").by("saksbehandler-11")),
    (Role::Deceased, read("dodsbo-kontakt", &[347])),
    (
        Role::Deceased,
        read("omstillingsstonad", &[345]).case("{y}/70210").by("saksbehandler-15").of("deceased"),
    ),
    (Role::Schoolchild, read("skolestart", &[244])),
    // Still held: auditors see that something waits, the person does not.
    (Role::Client, read("stonadskontroll", &[23, 21]).case("{y}/99044").by("saksbehandler-19")),
];

pub(super) fn moments(population: &Population, today: Day) -> Vec<Moment> {
    let calendar = &mut Calendar::new(today, 3);
    let own =
        LIVES.iter().flat_map(|life| life.readings.iter().map(|reading| (life.role, reading)));
    let all = own.chain(BESIDE.iter().map(|(role, reading)| (*role, reading)));
    let mut moments = Vec::new();
    for (role, reading) in all {
        let Some(person) = population.playing(role) else { continue };
        let first = reading.days.first().copied().unwrap_or_default();
        let case = reading.case.map(|case| case.replace("{y}", &calendar.year(first)));
        for days_ago in reading.days {
            let visit = Visit {
                person: person.position(),
                purpose: reading.purpose,
                case: case.clone(),
                end_user: reading.worker.map(str::to_owned),
                relation: reading.relation,
                refused: reading.refused,
            };
            let at = calendar.moment(*days_ago, reading.hour);
            moments.push(Moment { at, what: What::Read(visit) });
        }
    }
    moments
}

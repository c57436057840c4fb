//! The texts of notices' settings and of the feed.

use crate::page::phrases::phrases;
use crate::vocab::notice::{Fate, Way, When};
use crate::vocab::translated::Language;

phrases! { TellingPhrase, "A text of the page where a person chooses when to be told, or of the feed.":
    Title {
        nb: "Si fra til meg",
        nn: "Sei frå til meg",
        se: "Dieđit munnje",
        en: "Tell me"
    }
    Lead {
        nb: "Vi kan si fra når noen har slått opp opplysninger om deg. Du får høyst én melding om dagen.",
        nn: "Vi kan seie frå når nokon har slått opp opplysningar om deg. Du får høgst éi melding om dagen.",
        se: "Mii sáhttit dieđihit go muhtun lea ohcan dieđuid du birra. Oaččut eanemusat ovtta dieđu beaivái.",
        en: "We can tell you when someone has looked up data about you. You get at most one message a day."
    }
    NoContent {
        nb: "Meldingen sier bare at det er noe nytt. Du må logge inn for å se hva det er.",
        nn: "Meldinga seier berre at det er noko nytt. Du må logge inn for å sjå kva det er.",
        se: "Diehtu muitala dušše ahte lea juoga ođas. Fertet logget sisa oaidnit mii dat lea.",
        en: "The message only says that there is something new. You must log in to see what it is."
    }
    NotOffered {
        nb: "Denne tjenesten sender ikke meldinger ennå. Du kan bruke nyhetsstrømmen nedenfor.",
        nn: "Denne tenesta sender ikkje meldingar enno. Du kan bruke nyhendestraumen nedanfor.",
        se: "Dát bálvalus ii sádde dieđuid vel. Sáhtát geavahit ođasrávnnji vuolábealde.",
        en: "This service does not send messages yet. You can use the feed below."
    }
    When {
        nb: "Når vil du ha melding?",
        nn: "Når vil du ha melding?",
        se: "Goas háliidat dieđu?",
        en: "When do you want a message?"
    }
    Any {
        nb: "Ved hvert oppslag",
        nn: "Ved kvart oppslag",
        se: "Juohke ohcamis",
        en: "At each lookup"
    }
    First {
        nb: "Første gang en virksomhet slår opp om meg",
        nn: "Første gongen ei verksemd slår opp om meg",
        se: "Vuosttaš háve go fitnodat ohcá mu birra",
        en: "The first time an organisation looks me up"
    }
    Sensitive {
        nb: "Bare når oppslaget gjelder noe loven verner mer, slik som helse eller taushetsbelagte opplysninger",
        nn: "Berre når oppslaget gjeld noko lova vernar meir, slik som helse eller opplysningar med teieplikt",
        se: "Dušše go ohcan guoská dasa maid láhka suodjala eanet, nugo dearvvašvuođa dahje suollemas dieđuid",
        en: "Only when it is about something the law protects more, such as health or confidential data"
    }
    Never {
        nb: "Aldri",
        nn: "Aldri",
        se: "In goassege",
        en: "Never"
    }
    Save { nb: "Lagre valget", nn: "Lagre valet", se: "Vurke válljema", en: "Save" }
    Saved {
        nb: "Valget er lagret.",
        nn: "Valet er lagra.",
        se: "Válljen lea vurkejuvvon.",
        en: "Your choice is saved."
    }
    Ways {
        nb: "Vi prøver disse måtene, i denne rekkefølgen:",
        nn: "Vi prøver desse måtane, i denne rekkjefølgja:",
        se: "Mii geahččalit dáid vugiid, dán ortnegis:",
        en: "We try these ways, in this order:"
    }
    Postkasse {
        nb: "Digital postkasse",
        nn: "Digital postkasse",
        se: "Digitála poastaboksa",
        en: "Digital mailbox"
    }
    Altinn {
        nb: "Innboksen din i Altinn",
        nn: "Innboksen din i Altinn",
        se: "Du sisboksa Altinnas",
        en: "Your inbox in Altinn"
    }
    Svarut { nb: "SvarUt", nn: "SvarUt", se: "SvarUt", en: "SvarUt" }
    Email {
        nb: "E-post til adressen i kontaktregisteret",
        nn: "E-post til adressa i kontaktregisteret",
        se: "E-poasta čujuhussii oktavuohtaregistaris",
        en: "E-mail to the address in the contact register"
    }
    NoWay { nb: "Ingen måte", nn: "Ingen måte", se: "Ii mihkkege vuogi", en: "No way" }
    Past {
        nb: "De siste meldingene",
        nn: "Dei siste meldingane",
        se: "Maŋimuš dieđut",
        en: "The latest messages"
    }
    NonePast {
        nb: "Vi har ikke sendt deg noen meldinger.",
        nn: "Vi har ikkje sendt deg nokon meldingar.",
        se: "Mii eat leat sádden dutnje dieđuid.",
        en: "We have not sent you any messages."
    }
    Date { nb: "Tid", nn: "Tid", se: "Áigi", en: "Time" }
    Way { nb: "Måte", nn: "Måte", se: "Vuohki", en: "Way" }
    Outcome { nb: "Resultat", nn: "Resultat", se: "Boađus", en: "Result" }
    Delivered { nb: "Levert", nn: "Levert", se: "Olahuvvon", en: "Delivered" }
    Failed { nb: "Kom ikke frem", nn: "Kom ikkje fram", se: "Ii olahan", en: "Not delivered" }
    DeliveredMeans {
        nb: "«Levert» betyr at den som bringer meldingen, har tatt imot den.",
        nn: "«Levert» tyder at den som ber fram meldinga, har teke imot henne.",
        se: "«Olahuvvon» mearkkaša ahte dieđu doalvu lea vuostáiváldán dan.",
        en: "\"Delivered\" means that whoever carries the message has taken it."
    }
    FeedTitle {
        nb: "Nyhetsstrøm",
        nn: "Nyhendestraum",
        se: "Ođasrávdnji",
        en: "Feed"
    }
    FeedText {
        nb: "Et program som er logget inn som deg, kan lese oppslagene som en nyhetsstrøm (Atom).",
        nn: "Eit program som er logga inn som deg, kan lese oppslaga som ein nyhendestraum (Atom).",
        se: "Prográmma mii lea loggen sisa dutnin, sáhttá lohkat ohcamiid ođasrávdnjin (Atom).",
        en: "A program that is logged in as you can read the lookups as a feed (Atom)."
    }
    FeedLink {
        nb: "Åpne nyhetsstrømmen",
        nn: "Opne nyhendestraumen",
        se: "Raba ođasrávnnji",
        en: "Open the feed"
    }
    Lookups {
        nb: "Oppslag om deg",
        nn: "Oppslag om deg",
        se: "Ohcamat du birra",
        en: "Lookups about you"
    }
    Read {
        nb: "{who} har lest opplysninger om deg",
        nn: "{who} har lese opplysningar om deg",
        se: "{who} lea lohkan dieđuid du birra",
        en: "{who} has read data about you"
    }
    Refused {
        nb: "{who} spurte om deg og fikk ikke noe",
        nn: "{who} spurde om deg og fekk ikkje noko",
        se: "{who} jearai du birra iige ožžon maidege",
        en: "{who} asked about you and got nothing"
    }
    Somebody { nb: "En virksomhet", nn: "Ei verksemd", se: "Fitnodat", en: "An organisation" }
    Purpose {
        nb: "Formål: {purpose}. Logg inn for å se hva det gjaldt.",
        nn: "Føremål: {purpose}. Logg inn for å sjå kva det galdt.",
        se: "Ulbmil: {purpose}. Logge sisa oaidnit masa dat guoskkai.",
        en: "Purpose: {purpose}. Log in to see what it was about."
    }
    NoPurpose {
        nb: "Logg inn for å se hva det gjaldt.",
        nn: "Logg inn for å sjå kva det galdt.",
        se: "Logge sisa oaidnit masa dat guoskkai.",
        en: "Log in to see what it was about."
    }
}

impl TellingPhrase {
    /// What a choice is called.
    #[must_use]
    pub const fn of_choice(when: When) -> Self {
        match when {
            When::Any => Self::Any,
            When::First => Self::First,
            When::Sensitive => Self::Sensitive,
            When::Never => Self::Never,
        }
    }

    /// What a way is called.
    #[must_use]
    pub const fn of_way(way: Option<Way>) -> Self {
        match way {
            Some(Way::Postkasse) => Self::Postkasse,
            Some(Way::Eformidling) => Self::Altinn,
            Some(Way::Svarut) => Self::Svarut,
            Some(Way::Email) => Self::Email,
            None => Self::NoWay,
        }
    }

    /// What an end is called.
    #[must_use]
    pub const fn of_fate(fate: Fate) -> Self {
        match fate {
            Fate::Delivered => Self::Delivered,
            Fate::Failed => Self::Failed,
        }
    }
}

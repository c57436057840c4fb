//! The texts of the frame, the front page and the list of readings.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { Phrase, "A text of the pages.":
    // The frame of every page.
    Sluse { nb: "Sluse", en: "Sluse" }
    SkipToContent { nb: "Hopp til innholdet", en: "Skip to the content" }
    LanguageMenu { nb: "Språk", en: "Languages" }
    Menu { nb: "Meny", en: "Menu" }
    LogIn { nb: "Logg inn", en: "Log in" }
    LogOut { nb: "Logg ut", en: "Log out" }
    AboutLink { nb: "Slik virker tjenesten", en: "How this works" }
    FrontLink { nb: "Til forsiden", en: "To the front page" }
    ReadingsLink { nb: "Se oppslag om deg", en: "See lookups about you" }
    FooterText {
        nb: "Sluse slipper bare gjennom det som loven åpner for. Alt blir skrevet ned.",
        en: "Sluse lets through only what the law allows. All of it is written down."
    }

    // The front page.
    FrontTitle { nb: "Hvem har hentet opplysninger om deg?", en: "Who has looked up your data?" }
    FrontLead {
        nb: "Her ser du hvem som har spurt om deg, hva de fikk vite, og hvorfor.",
        en: "Here you see who has asked about you, what they were told, and why."
    }
    FrontHow {
        nb: "Du logger inn med elektronisk ID. Etter en stund blir du logget ut igjen.",
        en: "You log in with your electronic ID. After a while you are logged out again."
    }
    FrontListTitle { nb: "For hvert oppslag får du vite", en: "For each lookup you are told" }
    FrontWho { nb: "hvem som spurte, og når", en: "who asked, and when" }
    FrontWhy {
        nb: "hva de skal bruke det til, og hvilken lov som gjelder",
        en: "what it is for, and which law applies"
    }
    FrontWhat {
        nb: "hva de fikk, og hvorfor de trengte det",
        en: "what they were given, and why it was needed"
    }
    FrontWithheld { nb: "hva som ble holdt tilbake", en: "what was held back" }

    // The list.
    ReadingsTitle { nb: "Oppslag om deg", en: "Lookups about you" }
    ReadingsLead {
        nb: "De nyeste står først. Klokken er norsk tid.",
        en: "The newest come first. Times are Norwegian time."
    }
    NoReadings {
        nb: "Ingen har hentet opplysninger om deg gjennom Sluse.",
        en: "Nobody has looked up data about you through Sluse."
    }
    NoOlderReadings { nb: "Det er ingen eldre oppslag.", en: "There are no older lookups." }
    Older { nb: "Eldre oppslag", en: "Older lookups" }
    Newest { nb: "Til de nyeste", en: "To the newest" }
    Pages { nb: "Flere oppslag", en: "More lookups" }
    AtTime { nb: "kl.", en: "at" }
    GotOne { nb: "fikk én opplysning om deg", en: "was given one item of data about you" }
    GotMany { nb: "fikk {n} opplysninger om deg", en: "was given {n} items of data about you" }
    GotNothing {
        nb: "spurte om deg, men fikk ingenting",
        en: "asked about you, but was given nothing"
    }
    Somebody { nb: "Noen vi ikke vet hvem er", en: "Someone we could not identify" }
    RefusedBadge { nb: "Avslått: ingenting ble utlevert", en: "Refused: nothing was disclosed" }
    PurposeNotKnown { nb: "Ikke noe kjent formål", en: "No known purpose" }
    Purpose { nb: "Formål", en: "Purpose" }
    Organisation { nb: "Hvem", en: "Who" }
    NumberedOrganisation { nb: "Virksomhet {n}", en: "Organisation {n}" }
    OrganisationNumber { nb: "org.nr.", en: "org. no." }
    Supplier { nb: "Leverandør", en: "Supplier" }
    Customer { nb: "På vegne av", en: "On behalf of" }
    SupplierAsks { nb: "spurte på vegne av", en: "asked on behalf of" }
    Source { nb: "Hentet fra", en: "Taken from" }
    SourceAsked { nb: "Ville hente fra", en: "Wanted to take from" }
    Law { nb: "Lov", en: "Law" }
    WhyLawful { nb: "Grunnlag", en: "Basis" }
    GdprLetter { nb: "personvernforordningen artikkel", en: "GDPR article" }
    CaseReference { nb: "Sak", en: "Case" }
    AskedBy { nb: "Spurt av", en: "Asked by" }
    CaseWorker {
        nb: "En saksbehandler. Virksomheten vet hvem.",
        en: "A case worker. The organisation knows who."
    }
    NoCaseWorker {
        nb: "Ingen person er oppgitt. Det kan være et datasystem.",
        en: "No person is named. It may be a computer system."
    }
    ShownLater { nb: "Vist senere", en: "Shown later" }
    ShownLaterText {
        nb: "Oppslaget ble gjort {day}. Det skulle ikke vises deg før {until}. Loven åpner for det:",
        en: "The lookup was made on {day}. It was not to be shown to you before {until}. The law allows that:"
    }
    WhyRefused { nb: "Hvorfor avslått", en: "Why refused" }
    GivenOne { nb: "Fikk vite:", en: "Was told:" }
    GivenTitle { nb: "Fikk vite {n} ting:", en: "Was told {n} things:" }
    NeededBecause { nb: "Hvorfor:", en: "Why:" }
    WithheldOne { nb: "Én ting ble holdt tilbake", en: "One thing was held back" }
    WithheldMany { nb: "{n} ting ble holdt tilbake", en: "{n} things were held back" }
    WithheldText {
        nb: "Dette sto i svaret fra kilden. Vi tok det bort før svaret gikk videre.",
        en: "This stood in the answer from the source. We took it out before it went on."
    }
    UnnamedOne {
        nb: "og én del til, som vi ikke har navn på",
        en: "and one more part, which we have no name for"
    }
    UnnamedMany {
        nb: "og {n} deler til, som vi ikke har navn på",
        en: "and {n} more parts, which we have no name for"
    }
    LedgerNumber { nb: "Nummer {n} i loggboken", en: "Number {n} in the ledger" }
    Published { nb: "Offentliggjort", en: "Published" }
    Waiting { nb: "Venter på å bli offentliggjort", en: "Waiting to be published" }
    WitnessedBy {
        nb: "Loggbokens siste kvittering er bevitnet av {names} ({n} av {k}).",
        en: "The ledger's latest receipt is witnessed by {names} ({n} of {k})."
    }
    WitnessedByNobody {
        nb: "Loggbokens siste kvittering er ikke bevitnet av noen ennå.",
        en: "Nobody has witnessed the ledger's latest receipt yet."
    }
    WitnessesLate {
        nb: "Det er for lenge siden nok vitner bekreftet loggboken.",
        en: "It is too long since enough witnesses confirmed the ledger."
    }
    ProofLink { nb: "Last ned beviset", en: "Download the proof" }
    CheckLink { nb: "Sjekk et bevis selv", en: "Check a proof yourself" }
    BundleTitle { nb: "Er dette alt?", en: "Is this everything?" }
    BundleText {
        nb: "Du kan laste ned alle oppslag om deg i én fil. Filen beviser at ingen oppslag er \
             utelatt til og med siste opptelling, som vi gjør minst hver time. Hvem som helst kan \
             sjekke beviset uten oss, med kommandoen «sluse ledger verify-proof».",
        en: "You can download all lookups about you in one file. The file proves that no lookup is \
             left out up to the latest count, which we make at least every hour. Anyone can check \
             the proof without us, with the command “sluse ledger verify-proof”."
    }
    BundleLink { nb: "Last ned filen", en: "Download the file" }
    BundlePrivate {
        nb: "I filen står fødselsnummeret ditt og alt du ser her. Del den bare med dem du stoler på.",
        en: "The file holds your national identity number and all that you see here. Share it \
             only with those you trust."
    }
}

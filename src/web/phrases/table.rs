//! The texts of the frame, the front page and the list of readings.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { Phrase, "A text of the pages.":
    // The frame of every page.
    Sluse { nb: "Sluse", nn: "Sluse", se: "Sluse", en: "Sluse" }
    SkipToContent {
        nb: "Hopp til innholdet",
        nn: "Hopp til innhaldet",
        se: "Njuike sisdollui",
        en: "Skip to the content"
    }
    LanguageMenu { nb: "Språk", nn: "Språk", se: "Gielat", en: "Languages" }
    Menu { nb: "Meny", nn: "Meny", se: "Fállu", en: "Menu" }
    LogIn { nb: "Logg inn", nn: "Logg inn", se: "Logge sisa", en: "Log in" }
    LogOut { nb: "Logg ut", nn: "Logg ut", se: "Logge olggos", en: "Log out" }
    AboutLink {
        nb: "Slik virker tjenesten",
        nn: "Slik verkar tenesta",
        se: "Ná bálvalus doaibmá",
        en: "How this works"
    }
    FrontLink { nb: "Til forsiden", nn: "Til framsida", se: "Ovdasiidui", en: "To the front page" }
    ReadingsLink {
        nb: "Se oppslag om deg",
        nn: "Sjå oppslag om deg",
        se: "Geahča ohcamiid du birra",
        en: "See lookups about you"
    }
    FooterText {
        nb: "Sluse slipper bare gjennom det som loven åpner for. Alt blir skrevet ned.",
        nn: "Sluse slepper berre gjennom det som lova opnar for. Alt blir skrive ned.",
        se: "Sluse luoitá čađa dušše dan maid láhka suovvá. Buot čállojuvvo.",
        en: "Sluse lets through only what the law allows. All of it is written down."
    }

    // The front page.
    FrontTitle {
        nb: "Hvem har hentet opplysninger om deg?",
        nn: "Kven har henta opplysningar om deg?",
        se: "Gii lea viežžan dieđuid du birra?",
        en: "Who has looked up your data?"
    }
    FrontLead {
        nb: "Her ser du hvem som har spurt om deg, hva de fikk vite, og hvorfor.",
        nn: "Her ser du kven som har spurt om deg, kva dei fekk vite, og kvifor.",
        se: "Dás oainnát gii lea jearran du birra, maid sii ožžo diehtit, ja manne.",
        en: "Here you see who has asked about you, what they were told, and why."
    }
    FrontHow {
        nb: "Du logger inn med elektronisk ID. Etter en stund blir du logget ut igjen.",
        nn: "Du loggar inn med elektronisk ID. Etter ei stund blir du logga ut att.",
        se: "Don logget sisa elektrovnnalaš ID:in. Muhtun áiggi geažes loggejuvvot fas olggos.",
        en: "You log in with your electronic ID. After a while you are logged out again."
    }
    FrontListTitle {
        nb: "For hvert oppslag får du vite",
        nn: "For kvart oppslag får du vite",
        se: "Juohke ohcamis oaččut diehtit",
        en: "For each lookup you are told"
    }
    FrontWho {
        nb: "hvem som spurte, og når",
        nn: "kven som spurde, og når",
        se: "gii jearai, ja goas",
        en: "who asked, and when"
    }
    FrontWhy {
        nb: "hva de skal bruke det til, og hvilken lov som gjelder",
        nn: "kva dei skal bruke det til, og kva lov som gjeld",
        se: "masa sii dan galget geavahit, ja mii láhka dasa gusto",
        en: "what it is for, and which law applies"
    }
    FrontWhat {
        nb: "hva de fikk, og hvorfor de trengte det",
        nn: "kva dei fekk, og kvifor dei trong det",
        se: "maid sii ožžo, ja manne sii dan dárbbašedje",
        en: "what they were given, and why it was needed"
    }
    FrontWithheld {
        nb: "hva som ble holdt tilbake",
        nn: "kva som blei halde tilbake",
        se: "mii dollojuvvui ruovttoluotta",
        en: "what was held back"
    }

    // The list.
    ReadingsTitle {
        nb: "Oppslag om deg",
        nn: "Oppslag om deg",
        se: "Ohcamat du birra",
        en: "Lookups about you"
    }
    ReadingsLead {
        nb: "De nyeste står først. Klokken er norsk tid.",
        nn: "Dei nyaste står først. Klokka er norsk tid.",
        se: "Ođđaseamosat leat vuosttažin. Diibmu lea Norgga áigi.",
        en: "The newest come first. Times are Norwegian time."
    }
    NoReadings {
        nb: "Ingen har hentet opplysninger om deg gjennom Sluse.",
        nn: "Ingen har henta opplysningar om deg gjennom Sluse.",
        se: "Ii oktage leat viežžan dieđuid du birra Sluse bokte.",
        en: "Nobody has looked up data about you through Sluse."
    }
    NoOlderReadings {
        nb: "Det er ingen eldre oppslag.",
        nn: "Det er ingen eldre oppslag.",
        se: "Eai leat boarráset ohcamat.",
        en: "There are no older lookups."
    }
    Older { nb: "Eldre oppslag", nn: "Eldre oppslag", se: "Boarráset ohcamat", en: "Older lookups" }
    Newest { nb: "Til de nyeste", nn: "Til dei nyaste", se: "Ođđaseamosiidda", en: "To the newest" }
    Pages { nb: "Flere oppslag", nn: "Fleire oppslag", se: "Eanet ohcamat", en: "More lookups" }
    AtTime { nb: "kl.", nn: "kl.", se: "dii.", en: "at" }
    GotOne {
        nb: "fikk én opplysning om deg",
        nn: "fekk éi opplysning om deg",
        se: "oaččui ovtta dieđu du birra",
        en: "was given one item of data about you"
    }
    GotMany {
        nb: "fikk {n} opplysninger om deg",
        nn: "fekk {n} opplysningar om deg",
        se: "oaččui {n} dieđu du birra",
        en: "was given {n} items of data about you"
    }
    GotNothing {
        nb: "spurte om deg, men fikk ingenting",
        nn: "spurde om deg, men fekk ingenting",
        se: "jearai du birra, muhto ii ožžon maidege",
        en: "asked about you, but was given nothing"
    }
    Somebody {
        nb: "Noen vi ikke vet hvem er",
        nn: "Nokon vi ikkje veit kven er",
        se: "Muhtun gean mii eat dovdda",
        en: "Someone we could not identify"
    }
    RefusedBadge {
        nb: "Avslått: ingenting ble utlevert",
        nn: "Avslått: ingenting blei utlevert",
        se: "Biehttaluvvon: mihkkege ii addojuvvon",
        en: "Refused: nothing was disclosed"
    }
    PurposeNotKnown {
        nb: "Ikke noe kjent formål",
        nn: "Ikkje noko kjent formål",
        se: "Ulbmil ii leat dovddus",
        en: "No known purpose"
    }
    Purpose { nb: "Formål", nn: "Formål", se: "Ulbmil", en: "Purpose" }
    Organisation { nb: "Hvem", nn: "Kven", se: "Gii", en: "Who" }
    NumberedOrganisation {
        nb: "Virksomhet {n}",
        nn: "Verksemd {n}",
        se: "Doaimmahat {n}",
        en: "Organisation {n}"
    }
    OrganisationNumber { nb: "org.nr.", nn: "org.nr.", se: "org.nr.", en: "org. no." }
    Supplier { nb: "Leverandør", nn: "Leverandør", se: "Lágideaddji", en: "Supplier" }
    Customer { nb: "På vegne av", nn: "På vegner av", se: "Gean ovddas", en: "On behalf of" }
    SupplierAsks {
        nb: "spurte på vegne av",
        nn: "spurde på vegner av",
        se: "jearai dán ovddas:",
        en: "asked on behalf of"
    }
    Source { nb: "Hentet fra", nn: "Henta frå", se: "Vižžojuvvon dáppe", en: "Taken from" }
    SourceAsked {
        nb: "Ville hente fra",
        nn: "Ville hente frå",
        se: "Áiggui viežžat dáppe",
        en: "Wanted to take from"
    }
    Law { nb: "Lov", nn: "Lov", se: "Láhka", en: "Law" }
    WhyLawful { nb: "Grunnlag", nn: "Grunnlag", se: "Vuođđu", en: "Basis" }
    GdprLetter {
        nb: "personvernforordningen artikkel",
        nn: "personvernforordninga artikkel",
        se: "persovdnasuodjalusásahusa artihkal",
        en: "GDPR article"
    }
    CaseReference { nb: "Sak", nn: "Sak", se: "Ášši", en: "Case" }
    AskedBy { nb: "Spurt av", nn: "Spurt av", se: "Gii jearai", en: "Asked by" }
    CaseWorker {
        nb: "En saksbehandler. Virksomheten vet hvem.",
        nn: "Ein saksbehandlar. Verksemda veit kven.",
        se: "Áššemeannudeaddji. Doaimmahat diehtá gii.",
        en: "A case worker. The organisation knows who."
    }
    NoCaseWorker {
        nb: "Ingen person er oppgitt. Det kan være et datasystem.",
        nn: "Ingen person er oppgitt. Det kan vere eit datasystem.",
        se: "Ii oktage olmmoš leat namuhuvvon. Dat sáhttá leat dihtorvuogádat.",
        en: "No person is named. It may be a computer system."
    }
    ShownLater { nb: "Vist senere", nn: "Vist seinare", se: "Čájehuvvon maŋŋil", en: "Shown later" }
    ShownLaterText {
        nb: "Oppslaget ble gjort {day}. Det skulle ikke vises deg før {until}. Loven åpner for \
             det:",
        nn: "Oppslaget blei gjort {day}. Det skulle ikkje visast deg før {until}. Lova opnar for \
             det:",
        se: "Ohcan dáhkkojuvvui: {day}. Dan ii galgan čájehit dutnje ovdal: {until}. Láhka suovvá \
             dan:",
        en: "The lookup was made on {day}. It was not to be shown to you before {until}. The law \
             allows that:"
    }
    WhyRefused {
        nb: "Hvorfor avslått",
        nn: "Kvifor avslått",
        se: "Manne biehttaluvvon",
        en: "Why refused"
    }
    GivenOne { nb: "Fikk vite:", nn: "Fekk vite:", se: "Oaččui diehtit:", en: "Was told:" }
    GivenTitle {
        nb: "Fikk vite {n} ting:",
        nn: "Fekk vite {n} ting:",
        se: "Oaččui diehtit {n} ášši:",
        en: "Was told {n} things:"
    }
    NeededBecause { nb: "Hvorfor:", nn: "Kvifor:", se: "Manne:", en: "Why:" }
    WithheldOne {
        nb: "Én ting ble holdt tilbake",
        nn: "Éin ting blei halden tilbake",
        se: "Okta ášši dollojuvvui ruovttoluotta",
        en: "One thing was held back"
    }
    WithheldMany {
        nb: "{n} ting ble holdt tilbake",
        nn: "{n} ting blei haldne tilbake",
        se: "{n} ášši dollojuvvojedje ruovttoluotta",
        en: "{n} things were held back"
    }
    WithheldText {
        nb: "Dette sto i svaret fra kilden. Vi tok det bort før svaret gikk videre.",
        nn: "Dette stod i svaret frå kjelda. Vi tok det bort før svaret gjekk vidare.",
        se: "Dát lei gáldu vástádusas. Mii válddiimet dan eret ovdal go vástádus manai \
             viidáseappot.",
        en: "This stood in the answer from the source. We took it out before it went on."
    }
    UnnamedOne {
        nb: "og én del til, som vi ikke har navn på",
        nn: "og éin del til, som vi ikkje har namn på",
        se: "ja vel okta oassi, mas mis ii leat namma",
        en: "and one more part, which we have no name for"
    }
    UnnamedMany {
        nb: "og {n} deler til, som vi ikke har navn på",
        nn: "og {n} delar til, som vi ikkje har namn på",
        se: "ja vel {n} oasi, main mis ii leat namma",
        en: "and {n} more parts, which we have no name for"
    }
    LedgerNumber {
        nb: "Nummer {n} i loggboken",
        nn: "Nummer {n} i loggboka",
        se: "Nummir {n} loggagirjjis",
        en: "Number {n} in the ledger"
    }
    Published { nb: "Offentliggjort", nn: "Offentleggjort", se: "Almmuhuvvon", en: "Published" }
    Waiting {
        nb: "Venter på å bli offentliggjort",
        nn: "Ventar på å bli offentleggjort",
        se: "Vuordá almmuheami",
        en: "Waiting to be published"
    }
    WitnessedBy {
        nb: "Loggbokens siste kvittering er bevitnet av {names} ({n} av {k}).",
        nn: "Den siste kvitteringa til loggboka er bevitna av {names} ({n} av {k}).",
        se: "Loggagirjji maŋimuš kvitterema leat duođaštan: {names} ({n}/{k}).",
        en: "The ledger's latest receipt is witnessed by {names} ({n} of {k})."
    }
    WitnessedByNobody {
        nb: "Loggbokens siste kvittering er ikke bevitnet av noen ennå.",
        nn: "Den siste kvitteringa til loggboka er ikkje bevitna av nokon enno.",
        se: "Ii oktage leat vel duođaštan loggagirjji maŋimuš kvitterema.",
        en: "Nobody has witnessed the ledger's latest receipt yet."
    }
    WitnessesLate {
        nb: "Det er for lenge siden nok vitner bekreftet loggboken.",
        nn: "Det er for lenge sidan nok vitne stadfesta loggboka.",
        se: "Lea menddo guhká áigi das go doarvái duođašteaddjit leat duođaštan loggagirjji.",
        en: "It is too long since enough witnesses confirmed the ledger."
    }
    ProofLink {
        nb: "Last ned beviset",
        nn: "Last ned beviset",
        se: "Viečča duođaštusa",
        en: "Download the proof"
    }
    CheckLink {
        nb: "Sjekk et bevis selv",
        nn: "Sjekk eit bevis sjølv",
        se: "Dárkkis duođaštusa ieš",
        en: "Check a proof yourself"
    }
    BundleTitle {
        nb: "Er dette alt?",
        nn: "Er dette alt?",
        se: "Lea go dát buot?",
        en: "Is this everything?"
    }
    BundleText {
        nb: "Du kan laste ned alle oppslag om deg i én fil. Filen beviser at ingen oppslag er \
             utelatt til og med siste opptelling, som vi gjør minst hver time. Hvem som helst kan \
             sjekke beviset uten oss, med kommandoen «sluse ledger verify-proof».",
        nn: "Du kan laste ned alle oppslag om deg i éi fil. Fila beviser at ingen oppslag er \
             utelatne til og med siste oppteljing, som vi gjer minst kvar time. Kven som helst \
             kan sjekke beviset utan oss, med kommandoen «sluse ledger verify-proof».",
        se: "Don sáhtát viežžat buot ohcamiid du birra ovtta fiilii. Fiila duođašta ahte ii \
             oktage ohcan váillo gitta maŋimuš lohkamii. Mii lohkat unnimusat juohke diimmu. Gii \
             beare sáhttá dárkkistit duođaštusa min haga, gohččumiin «sluse ledger verify-proof».",
        en: "You can download all lookups about you in one file. The file proves that no lookup \
             is left out up to the latest count, which we make at least every hour. Anyone can \
             check the proof without us, with the command “sluse ledger verify-proof”."
    }
    BundleLink {
        nb: "Last ned filen",
        nn: "Last ned fila",
        se: "Viečča fiilla",
        en: "Download the file"
    }
    BundlePrivate {
        nb: "I filen står fødselsnummeret ditt og alt du ser her. Del den bare med dem du stoler \
             på.",
        nn: "I fila står fødselsnummeret ditt og alt du ser her. Del ho berre med dei du stolar \
             på.",
        se: "Fiillas lea du riegádannummir ja buot maid dás oainnát. Juoge dan dušše singuin \
             geaidda luohtát.",
        en: "The file holds your national identity number and all that you see here. Share it \
             only with those you trust."
    }
}

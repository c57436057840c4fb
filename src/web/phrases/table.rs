//! The table of phrases.

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
    ProofWaitsTitle { nb: "Beviset er ikke klart ennå", en: "The proof is not ready yet" }
    ProofWaitsText {
        nb: "Oppslaget venter på å bli offentliggjort. Prøv igjen om litt.",
        en: "The lookup is waiting to be published. Try again shortly."
    }

    // The letters of GDPR article 6(1).
    LetterA { nb: "Du har sagt ja til det.", en: "You have agreed to it." }
    LetterB {
        nb: "Det trengs for en avtale med deg.",
        en: "It is needed for an agreement with you."
    }
    LetterC { nb: "En lov sier at de må.", en: "A law says that they must." }
    LetterD {
        nb: "Det trengs for å verne om noens liv.",
        en: "It is needed to protect someone's life."
    }
    LetterE {
        nb: "Det trengs for en oppgave som loven gir det offentlige.",
        en: "It is needed for a public task laid down by law."
    }
    LetterF {
        nb: "De har en god grunn som veier tyngre enn ulempen for deg.",
        en: "They have a good reason that outweighs the drawback for you."
    }

    // Why a request was refused.
    ReasonNoPurpose {
        nb: "De oppga ikke noe formål som gjelder her.",
        en: "They stated no purpose that applies here."
    }
    ReasonOtherPurpose {
        nb: "Formålet gjelder ikke for denne kilden.",
        en: "The purpose does not apply to this source."
    }
    ReasonNotNamed {
        nb: "Reglene gir ikke denne virksomheten lov til det.",
        en: "The rules do not permit this organisation to do so."
    }
    ReasonSupplier {
        nb: "En leverandør kan ikke spørre for dette formålet.",
        en: "A supplier may not ask for this purpose."
    }
    ReasonNotYet {
        nb: "Reglene for formålet gjaldt ikke ennå.",
        en: "The rules for the purpose did not apply yet."
    }
    ReasonExpired {
        nb: "Reglene for formålet gjelder ikke lenger.",
        en: "The rules for the purpose no longer apply."
    }
    ReasonNoCase {
        nb: "De oppga ikke hvilken sak det gjaldt.",
        en: "They did not say which case it was about."
    }
    ReasonNoEndUser {
        nb: "De oppga ikke hvem som ville se.",
        en: "They did not say who wanted to look."
    }
    ReasonOtherPerson {
        nb: "De hadde bare lov til å spørre om en annen.",
        en: "They were only allowed to ask about someone else."
    }
    ReasonOtherCase {
        nb: "De hadde bare lov til å spørre i en annen sak.",
        en: "They were only allowed to ask in another case."
    }
    ReasonConsent {
        nb: "De viste til et samtykke som ikke gjelder.",
        en: "They referred to a consent that does not hold."
    }
    ReasonField {
        nb: "De ba om noe som formålet aldri gir.",
        en: "They asked for something that the purpose never gives."
    }
    ReasonQuery {
        nb: "De spurte på en måte som reglene ikke tillater.",
        en: "They asked in a way that the rules do not permit."
    }
    ReasonTooFast { nb: "De spurte for ofte.", en: "They asked too often." }
    ReasonToken { nb: "De kunne ikke vise hvem de var.", en: "They could not prove who they were." }
    ReasonNothing { nb: "Kilden hadde ingenting om deg.", en: "The source had nothing about you." }
    ReasonProvider {
        nb: "Kilden svarte ikke slik den skal.",
        en: "The source did not answer as it should."
    }
    ReasonOther { nb: "De fulgte ikke reglene.", en: "They did not follow the rules." }

    // About.
    AboutTitle { nb: "Slik virker tjenesten", en: "How this works" }
    AboutLead {
        nb: "Sluse står mellom den som har opplysninger om deg, og den som trenger noen av dem.",
        en: "Sluse stands between those who hold data about you and those who need some of it."
    }
    AboutShownTitle { nb: "Dette viser vi", en: "What we show" }
    AboutShown {
        nb: "Hvert oppslag om deg står i listen. Det gjør også de vi avslo etter at vi visste \
             hvem som spurte. Vi viser reglene slik de var den dagen.",
        en: "Each lookup about you is in the list. So are those that we refused once we knew who \
             asked. We show the rules as they were that day."
    }
    AboutNotShownTitle { nb: "Dette viser vi ikke", en: "What we do not show" }
    AboutNotShown {
        nb: "Vi lagrer ikke selve svarene, så vi kan ikke vise dem. Vi viser heller ikke navnet \
             på den som spurte. Det kan du spørre virksomheten om.",
        en: "We do not store the answers, so we cannot show them. Nor do we show the name of the \
             person who asked. You may ask the organisation about that."
    }
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
    AboutProofTitle { nb: "Slik kan loggboken sjekkes", en: "How the ledger can be checked" }
    AboutProof {
        nb: "Hvert oppslag får et nummer før svaret blir sendt. Hver side er låst til sidene før. \
             Den som har tatt vare på en eldre kvittering, kan se om noe er endret eller fjernet.",
        en: "Each lookup gets a number before the answer is sent. Each page is locked to the \
             pages before it. Whoever has kept an older receipt can see if anything was changed \
             or removed."
    }
    AboutProofPublic {
        nb: "Loggbokens kvitteringer og fingeravtrykk er åpne for alle. Det som står der om deg, \
             er forseglet. Bare vi har nøkkelen.",
        en: "The ledger's receipts and fingerprints are open to all. What it says about you is \
             sealed. Only we have the key."
    }
    AboutWaiting {
        nb: "Nye oppslag venter litt på å bli offentliggjort. De er likevel trygt lagret.",
        en: "New lookups wait a little to be published. They are safely stored all the same."
    }
    AboutCookiesTitle { nb: "Når du er logget inn", en: "When you are logged in" }
    AboutCookies {
        nb: "Vi bruker bare de informasjonskapslene som trengs for å holde deg logget inn og \
             huske språket. Du blir logget ut etter 15 minutter uten bruk, og alltid etter en \
             time.",
        en: "We use only the cookies needed to keep you logged in and to remember your language. \
             You are logged out after 15 minutes without use, and always after one hour."
    }

    // Logged out.
    LoggedOutTitle { nb: "Du er logget ut", en: "You are logged out" }
    LoggedOutText {
        nb: "Lukk nettleseren hvis flere bruker maskinen.",
        en: "Close the browser if others use this machine."
    }
    LogoutUnknownTitle { nb: "Vi kjenner ikke denne utloggingen", en: "We do not know this logout" }
    LogoutUnknownText {
        nb: "Du kom hit uten å ha logget ut her. Kanskje er du fortsatt logget inn.",
        en: "You came here without having logged out here. You may still be logged in."
    }

    // What can go wrong.
    MustLogInTitle { nb: "Du må logge inn", en: "You must log in" }
    MustLogInText {
        nb: "Du er ikke logget inn, eller du har vært borte for lenge.",
        en: "You are not logged in, or you have been away too long."
    }
    NotFoundTitle { nb: "Siden finnes ikke", en: "There is no such page" }
    NotFoundText {
        nb: "Sjekk at adressen er riktig skrevet.",
        en: "Check that the address is spelt right."
    }
    MethodTitle { nb: "Det går ikke an her", en: "That cannot be done here" }
    MethodText {
        nb: "Siden kan ikke brukes på den måten.",
        en: "The page cannot be used that way."
    }
    AddressTitle { nb: "Adressen er ikke riktig", en: "The address is not right" }
    AddressText {
        nb: "Noe i adressen kan ikke leses. Start fra forsiden.",
        en: "Part of the address cannot be read. Start from the front page."
    }
    FormRefusedTitle { nb: "Skjemaet kom ikke herfra", en: "The form did not come from here" }
    FormRefusedText {
        nb: "Du er fortsatt logget inn. Gå tilbake og prøv på nytt.",
        en: "You are still logged in. Go back and try again."
    }
    ReadingsFailedTitle { nb: "Vi får ikke hentet listen nå", en: "We cannot fetch the list now" }
    ReadingsFailedText {
        nb: "Ingenting er borte. Prøv igjen om litt.",
        en: "Nothing is lost. Try again in a while."
    }
    CancelledTitle { nb: "Du avbrøt innloggingen", en: "You cancelled the login" }
    CancelledText {
        nb: "Ingenting har skjedd. Du kan prøve igjen når du vil.",
        en: "Nothing has happened. You can try again when you like."
    }
    NoLoginHereTitle {
        nb: "Innloggingen ble startet et annet sted",
        en: "The login was begun elsewhere"
    }
    NoLoginHereText {
        nb: "Du må starte og fullføre i samme nettleser.",
        en: "You must begin and finish in the same browser."
    }
    NotWaitingTitle { nb: "Innloggingen er brukt opp", en: "This login is used up" }
    NotWaitingText {
        nb: "Den kan brukes én gang, og bare i ti minutter. Logg inn på nytt.",
        en: "It can be used once, and only for ten minutes. Log in again."
    }
    StateUnknownTitle { nb: "Dette er en annen innlogging", en: "This is another login" }
    StateUnknownText {
        nb: "Har du flere faner åpne? Logg inn på nytt i denne.",
        en: "Do you have more tabs open? Log in again in this one."
    }
    CallbackMalformedTitle {
        nb: "Svaret fra innloggingen er uleselig",
        en: "The reply from the login cannot be read"
    }
    CallbackMalformedText {
        nb: "Noe mangler i adressen du kom fra. Logg inn på nytt.",
        en: "Part of the address you came by is missing. Log in again."
    }
    OtherProviderTitle { nb: "Svaret kom fra feil sted", en: "The reply came from the wrong place" }
    OtherProviderText {
        nb: "Noen andre enn vår innlogging sendte deg hit. Vi logget deg ikke inn.",
        en: "Someone other than our login sent you here. We did not log you in."
    }
    ProviderRefusedTitle { nb: "Innloggingen sa nei", en: "The login said no" }
    ProviderRefusedText {
        nb: "Du ble ikke logget inn. Prøv en annen måte å logge inn på.",
        en: "You were not logged in. Try another way to log in."
    }
    CodeRefusedTitle {
        nb: "Innloggingen er ikke gyldig lenger",
        en: "The login is no longer valid"
    }
    CodeRefusedText {
        nb: "Det tok for lang tid, eller den er brukt før. Logg inn på nytt.",
        en: "It took too long, or it has been used before. Log in again."
    }
    ProviderDownTitle { nb: "Innloggingen svarer ikke", en: "The login does not answer" }
    ProviderDownText {
        nb: "Feilen er ikke din. Prøv igjen om noen minutter.",
        en: "It is not your fault. Try again in a few minutes."
    }
    ProviderWrongTitle { nb: "Innloggingen svarte feil", en: "The login gave a wrong answer" }
    ProviderWrongText {
        nb: "Vi forsto ikke svaret. Feilen er ikke din. Prøv igjen senere.",
        en: "We did not understand the answer. It is not your fault. Try again later."
    }
    UnprovenTitle {
        nb: "Vi kan ikke være sikre på at det er deg",
        en: "We cannot be sure that it is you"
    }
    UnprovenText {
        nb: "Beviset fra innloggingen holdt ikke. Derfor logget vi deg ikke inn.",
        en: "The proof from the login did not hold. So we did not log you in."
    }
    LevelTooLowTitle {
        nb: "Du må logge inn på et høyere nivå",
        en: "You must log in at a higher level"
    }
    LevelTooLowText {
        nb: "Bruk en sikrere elektronisk ID.",
        en: "Use a more secure electronic ID."
    }
    NoPersonNumberTitle { nb: "Vi fikk ikke vite hvem du er", en: "We were not told who you are" }
    NoPersonNumberText {
        nb: "Innloggingen ga oss ikke noe fødselsnummer. Bruk en annen elektronisk ID.",
        en: "The login gave us no national identity number. Use another electronic ID."
    }
    NoRandomnessTitle { nb: "Maskinen vår har en feil", en: "Our machine has a fault" }
    NoRandomnessText {
        nb: "Vi kan ikke logge deg inn på en trygg måte nå.",
        en: "We cannot log you in safely now."
    }
}

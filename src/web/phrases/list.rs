//! The texts of the list's search, year, print and downloads.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { ListPhrase, "A text of the list of readings.":
    // Search.
    Search {
        nb: "Søk i listen",
        nn: "Søk i lista",
        se: "Oza listtus",
        en: "Search the list"
    }
    Organisation { nb: "Virksomhet", nn: "Verksemd", se: "Doaimmahat", en: "Organisation" }
    Purpose { nb: "Formål", nn: "Formål", se: "Ulbmil", en: "Purpose" }
    From { nb: "Fra og med", nn: "Frå og med", se: "Dán beaivvi rájes", en: "From" }
    To { nb: "Til og med", nn: "Til og med", se: "Dán beaivái", en: "Until" }
    Outcome { nb: "Svar", nn: "Svar", se: "Vástádus", en: "Answer" }
    All { nb: "Alle", nn: "Alle", se: "Buot", en: "All" }
    OnlyGiven { nb: "Fikk opplysninger", nn: "Fekk opplysningar", se: "Ožžo dieđuid", en: "Was given data" }
    OnlyRefused { nb: "Fikk nei", nn: "Fekk nei", se: "Ii ožžon", en: "Was refused" }
    Show { nb: "Vis", nn: "Vis", se: "Čájet", en: "Show" }
    ShowAll { nb: "Vis alle igjen", nn: "Vis alle att", se: "Čájet fas buot", en: "Show all again" }
    FoundOne {
        nb: "Ett oppslag passer med søket.",
        nn: "Eitt oppslag passar med søket.",
        se: "Okta ohcan heive ohcamii.",
        en: "One lookup fits the search."
    }
    FoundMany {
        nb: "{n} oppslag passer med søket.",
        nn: "{n} oppslag passar med søket.",
        se: "{n} ohcama hevvet ohcamii.",
        en: "{n} lookups fit the search."
    }
    WeakerTitle {
        nb: "Noe vises ikke med denne innloggingen",
        nn: "Noko blir ikkje vist med denne innlogginga",
        se: "Juoga ii čájehuvvo dáinna sisačálihemiin",
        en: "Some is not shown with this login"
    }
    WeakerText {
        nb: "Oppslag av særlig beskyttede data, som helse, ser du først når du logger inn på det høyeste nivået.",
        nn: "Oppslag av særleg verna data, som helse, ser du først når du loggar inn på det høgaste nivået.",
        se: "Ohcamiid erenoamáš suodjaluvvon dieđuin, nu mo dearvvašvuohta, oainnát easka go čálihat sisa alimus dásis.",
        en: "Lookups of specially protected data, such as health, are shown when you log in at the highest level."
    }
    WeakerLink {
        nb: "Logg inn på høyeste nivå",
        nn: "Logg inn på høgaste nivå",
        se: "Čálit sisa alimus dásis",
        en: "Log in at the highest level"
    }
    FoundNone {
        nb: "Ingen oppslag passer med søket.",
        nn: "Ingen oppslag passar med søket.",
        se: "Ii oktage ohcan heive ohcamii.",
        en: "No lookup fits the search."
    }
    OnlyNewest {
        nb: "Det er så mange oppslag at vi bare søker i de {n} nyeste.",
        nn: "Det er så mange oppslag at vi berre søkjer i dei {n} nyaste.",
        se: "Ohcamat leat nu ollu ahte mii ohcat dušše {n} ođđaseamos gaskkas.",
        en: "There are so many lookups that we search only the {n} newest."
    }

    // The year.
    YearTitle {
        nb: "Oppslag hver måned",
        nn: "Oppslag kvar månad",
        se: "Ohcamat juohke mánu",
        en: "Lookups each month"
    }
    Given { nb: "fikk opplysninger", nn: "fekk opplysningar", se: "ožžo dieđuid", en: "was given data" }
    Refused { nb: "fikk nei", nn: "fekk nei", se: "ii ožžon", en: "was refused" }
    YearNone {
        nb: "Det er ingen oppslag i disse tolv månedene.",
        nn: "Det er ingen oppslag i desse tolv månadene.",
        se: "Dáid guoktenuppelohkái mánus eai leat ohcamat.",
        en: "There are no lookups in these twelve months."
    }
    YearText {
        nb: "I tolv måneder er det {given} oppslag som ga opplysninger, og {refused} som fikk nei. \
             Flest var det i {month}: {n}.",
        nn: "I tolv månader er det {given} oppslag som gav opplysningar, og {refused} som fekk nei. \
             Flest var det i {month}: {n}.",
        se: "Guoktenuppelohkái mánus ledje {given} ohcama mat adde dieđuid, ja {refused} mat eai \
             ožžon. Eanemus ledje {month}: {n}.",
        en: "In twelve months {given} lookups were given data, and {refused} were refused. \
             Most came in {month}: {n}."
    }
    AsTable { nb: "Tallene som tabell", nn: "Tala som tabell", se: "Logut tabeallan", en: "The numbers as a table" }
    Month { nb: "Måned", nn: "Månad", se: "Mánnu", en: "Month" }

    // What stands together.
    Times { nb: "{n} ganger:", nn: "{n} gonger:", se: "{n} geardde:", en: "{n} times:" }
    SameDay {
        nb: "{who} spurte {n} ganger for dette formålet den dagen.",
        nn: "{who} spurde {n} gonger for dette formålet den dagen.",
        se: "{who} jearai {n} geardde dán ulbmilii dan beaivvi.",
        en: "{who} asked {n} times for this purpose that day."
    }
    ProofOfEach {
        nb: "Bevis for hvert oppslag",
        nn: "Prov for kvart oppslag",
        se: "Duođaštus juohke ohcamii",
        en: "Proof of each lookup"
    }
    WitnessedBy {
        nb: "Bevitnet av {n} av {k}",
        nn: "Bevitna av {n} av {k}",
        se: "{n}/{k} leat duođaštan",
        en: "Witnessed by {n} of {k}"
    }

    // What a form leaves out.
    NotTheDay {
        nb: "ikke selve datoen",
        nn: "ikkje sjølve datoen",
        se: "ii ieš beaivi",
        en: "not the date itself"
    }
    NotTheAmount {
        nb: "ikke selve beløpet",
        nn: "ikkje sjølve beløpet",
        se: "ii ieš supmi",
        en: "not the amount itself"
    }
    NotThePlace {
        nb: "ikke hele stedet",
        nn: "ikkje heile staden",
        se: "ii olles báiki",
        en: "not the whole place"
    }
    NotTheText {
        nb: "ikke det som står der",
        nn: "ikkje det som står der",
        se: "ii dat mii doppe čuožžu",
        en: "not what it says"
    }
    NotTheRest { nb: "ikke resten", nn: "ikkje resten", se: "ii loahppa", en: "not the rest" }

    // Print and downloads.
    KeepTitle {
        nb: "Ta vare på listen",
        nn: "Ta vare på lista",
        se: "Vurke listtu",
        en: "Keep the list"
    }
    KeepText {
        nb: "Du kan skrive ut listen eller laste den ned. Har du søkt, får du det du ser.",
        nn: "Du kan skrive ut lista eller laste ho ned. Har du søkt, får du det du ser.",
        se: "Sáhtát čálihit listtu dahje viežžat dan. Jus leat ohcan, oaččut dan maid oainnát.",
        en: "You can print the list or download it. If you have searched, you get what you see."
    }
    PrintLink {
        nb: "Side for utskrift",
        nn: "Side for utskrift",
        se: "Siidu čáliheapmái",
        en: "Page for printing"
    }
    TableLink {
        nb: "Last ned som tabell (CSV)",
        nn: "Last ned som tabell (CSV)",
        se: "Viečča tabeallan (CSV)",
        en: "Download as a table (CSV)"
    }
    DataLink {
        nb: "Last ned for datamaskiner (JSON)",
        nn: "Last ned for datamaskiner (JSON)",
        se: "Viečča dihtoriidda (JSON)",
        en: "Download for computers (JSON)"
    }
    PaperLink {
        nb: "Last ned som dokument (PDF)",
        nn: "Last ned som dokument (PDF)",
        se: "Viečča dokumeantan (PDF)",
        en: "Download as a document (PDF)"
    }
    PaperText {
        nb: "Listen ble laget {at}, norsk tid.",
        nn: "Lista vart laga {at}, norsk tid.",
        se: "Listu ráhkaduvvui {at}, Norgga áigi.",
        en: "The list was made at {at}, Norwegian time."
    }
    PrintTitle {
        nb: "Oppslag om deg, for utskrift",
        nn: "Oppslag om deg, for utskrift",
        se: "Ohcamat du birra, čáliheapmái",
        en: "Lookups about you, for printing"
    }
    PrintText {
        nb: "Bruk utskrift i nettleseren. Alt er åpnet. Listen ble laget {at}, norsk tid.",
        nn: "Bruk utskrift i nettlesaren. Alt er opna. Lista vart laga {at}, norsk tid.",
        se: "Geavat neahttalohkki čáliheami. Buot lea rahppojuvvon. Listu ráhkaduvvui {at}, Norgga áigi.",
        en: "Use your browser's print. All is opened. The list was made at {at}, Norwegian time."
    }
    PrintMore {
        nb: "Her er de {n} nyeste. Søk etter en kortere tid for å skrive ut resten.",
        nn: "Her er dei {n} nyaste. Søk etter ei kortare tid for å skrive ut resten.",
        se: "Dás leat {n} ođđaseamos. Oza oaneheabbo áiggi vai sáhtát čálihit loahpa.",
        en: "These are the {n} newest. Search for a shorter time to print the rest."
    }
    BackToList { nb: "Til listen", nn: "Til lista", se: "Listui", en: "To the list" }

    // Checking all in one file.
    CheckBundle {
        nb: "Filen med alle oppslag kan du også sjekke her.",
        nn: "Fila med alle oppslag kan du òg sjekke her.",
        se: "Fiilla mas leat buot ohcamat sáhtát maid dárkkistit dás.",
        en: "You can check the file with all lookups here too."
    }
    BundleWhole {
        nb: "Listen er hel. {origin} har {count} oppslag om personen, og ingen flere, fram til {at}.",
        nn: "Lista er heil. {origin} har {count} oppslag om personen, og ingen fleire, fram til {at}.",
        se: "Listu lea ollis. {origin} sisttisdoallá {count} ohcama olbmo birra, ii ge eanet, dassážii {at}.",
        en: "The list is whole. {origin} has {count} lookups about the person, and no more, up to {at}."
    }
    BundleNewer {
        nb: "at det ikke er kommet nye oppslag etter det.",
        nn: "at det ikkje er kome nye oppslag etter det.",
        se: "ahte eai leat boahtán ođđa ohcamat maŋŋá.",
        en: "that no lookups have come after that."
    }
    BundleEntries {
        nb: "Oppslagene i filen",
        nn: "Oppslaga i fila",
        se: "Ohcamat fiillas",
        en: "The lookups in the file"
    }
    BundleNumber { nb: "Nummer {index}", nn: "Nummer {index}", se: "Nummir {index}", en: "Number {index}" }
    BundleGone {
        nb: "Innholdet er slettet. Bare fingeravtrykket er igjen.",
        nn: "Innhaldet er sletta. Berre fingeravtrykket er att.",
        se: "Sisdoallu lea sihkkojuvvon. Dušše suorbmaluodda lea báhcán.",
        en: "The content is deleted. Only the fingerprint is left."
    }
    NotABundle {
        nb: "Filen er ikke en fil med alle oppslag herfra.",
        nn: "Fila er ikkje ei fil med alle oppslag herfrå.",
        se: "Fiila ii leat dat mas leat buot ohcamat dáppe.",
        en: "The file is not one with all lookups from here."
    }
    BundlePlace {
        nb: "Det er ikke bevist hva opptellingen sier om denne personen.",
        nn: "Det er ikkje prova kva oppteljinga seier om denne personen.",
        se: "Ii leat duođaštuvvon maid lohkan dadjá dán olbmo birra.",
        en: "It is not proven what the count says about this person."
    }
    BundleIncomplete {
        nb: "Listen er en annen enn den som er talt opp. Noe mangler, er lagt til eller er endret.",
        nn: "Lista er ei anna enn den som er talt opp. Noko manglar, er lagt til eller er endra.",
        se: "Listu lea eará go dat mii lea lohkkojuvvon. Juoga váilu, lea lasihuvvon dahje rievdaduvvon.",
        en: "The list is not the one that was counted. Something is missing, added or changed."
    }
    BundleEntry {
        nb: "Et oppslag har en form som vi ikke kjenner.",
        nn: "Eit oppslag har ei form som vi ikkje kjenner.",
        se: "Muhtun ohcamis lea hápmi maid eat dovdda.",
        en: "A lookup has a form that we do not know."
    }
    BundleDigest {
        nb: "Opptellingen i filen er ingen opptelling.",
        nn: "Oppteljinga i fila er inga oppteljing.",
        se: "Lohkan fiillas ii leat lohkan.",
        en: "The count in the file is no count."
    }
    BundleOrder {
        nb: "Et oppslag følger ikke på dem før det.",
        nn: "Eit oppslag følgjer ikkje på dei før det.",
        se: "Muhtun ohcan ii čuovo ovddit ohcamiid.",
        en: "A lookup does not follow from those before it."
    }
    BundleShut {
        nb: "Et oppslag er lukket, men er ikke gammelt nok til det.",
        nn: "Eit oppslag er lukka, men er ikkje gammalt nok til det.",
        se: "Muhtun ohcan lea gitta, muhto ii leat doarvái boaris dasa.",
        en: "A lookup is shut, and is not old enough for that."
    }
    BundleOther {
        nb: "Et oppslag hører ikke til denne personen og denne plassen.",
        nn: "Eit oppslag høyrer ikkje til denne personen og denne plassen.",
        se: "Muhtun ohcan ii gula dán olbmui ja dán sadjái.",
        en: "A lookup does not belong to this person and this place."
    }

    // The columns of the table.
    ColumnTime { nb: "Tid", nn: "Tid", se: "Áigi", en: "Time" }
    ColumnNumber { nb: "Organisasjonsnummer", nn: "Organisasjonsnummer", se: "Organisašuvdnanummir", en: "Organisation number" }
    ColumnSupplier { nb: "Leverandør", nn: "Leverandør", se: "Lágideaddji", en: "Supplier" }
    ColumnCustomer { nb: "På vegne av", nn: "På vegner av", se: "Gean bealis", en: "On behalf of" }
    ColumnReason { nb: "Hvorfor avslått", nn: "Kvifor avslått", se: "Manne biehttaluvvon", en: "Why refused" }
    ColumnLaw { nb: "Lov", nn: "Lov", se: "Láhka", en: "Law" }
    ColumnGdpr { nb: "GDPR", nn: "GDPR", se: "GDPR", en: "GDPR" }
    ColumnSource { nb: "Kilde", nn: "Kjelde", se: "Gáldu", en: "Source" }
    ColumnFields { nb: "Fikk vite", nn: "Fekk vite", se: "Bođii diehtit", en: "Was told" }
    ColumnWithheld { nb: "Holdt tilbake", nn: "Halde tilbake", se: "Ii addojuvvon", en: "Held back" }
    ColumnCase { nb: "Sak", nn: "Sak", se: "Ášši", en: "Case" }
    ColumnPerson { nb: "Spurt av", nn: "Spurt av", se: "Gii jearai", en: "Asked by" }
    ColumnUntil { nb: "Holdt skjult til", nn: "Halde skjult til", se: "Čihkkojuvvon dassážii", en: "Hidden until" }
    ColumnLedger { nb: "Nummer i loggboken", nn: "Nummer i loggboka", se: "Nummir loggagirjjis", en: "Number in the ledger" }
    ColumnState { nb: "Tilstand", nn: "Tilstand", se: "Dilli", en: "State" }
    APerson { nb: "en saksbehandler", nn: "ein saksbehandlar", se: "áššemeannudeaddji", en: "a case worker" }
    NoPerson { nb: "ikke oppgitt", nn: "ikkje oppgitt", se: "ii dieđihuvvon", en: "not named" }
    Unnamed { nb: "{n} deler uten navn", nn: "{n} delar utan namn", se: "{n} oasi nama haga", en: "{n} parts without a name" }
}

impl ListPhrase {
    /// What the script that checks a bundle says, each by the name that it asks for.
    pub const SAID: &[(&str, Self)] = &[
        ("bundle-whole", Self::BundleWhole),
        ("bundle-newer", Self::BundleNewer),
        ("bundle-entries", Self::BundleEntries),
        ("bundle-number", Self::BundleNumber),
        ("bundle-gone", Self::BundleGone),
        ("not-a-bundle", Self::NotABundle),
        ("bundle-place", Self::BundlePlace),
        ("bundle-incomplete", Self::BundleIncomplete),
        ("bundle-entry", Self::BundleEntry),
        ("bundle-digest", Self::BundleDigest),
        ("bundle-order", Self::BundleOrder),
        ("bundle-shut", Self::BundleShut),
        ("bundle-other", Self::BundleOther),
    ];
}

//! The texts of the auditors' pages.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { AuditPhrase, "A text of the auditors' pages.":
    // The frame and the overview.
    Service {
        nb: "Sluse kontroll",
        nn: "Sluse kontroll",
        se: "Sluse dárkkisteapmi",
        en: "Sluse audit"
    }
    Skip {
        nb: "Hopp til innholdet",
        nn: "Hopp til innhaldet",
        se: "Njuike sisdollui",
        en: "Skip to the content"
    }
    Languages { nb: "Språk", nn: "Språk", se: "Gielat", en: "Languages" }
    LogOut { nb: "Logg ut", nn: "Logg ut", se: "Logge olggos", en: "Log out" }
    Menu { nb: "Meny", nn: "Meny", se: "Fállu", en: "Menu" }
    Footer {
        nb: "Hvert innsyn i loggen blir selv skrevet i loggen.",
        nn: "Kvart innsyn i loggen blir sjølv skrive i loggen.",
        se: "Juohke geahčadeapmi loggas čállojuvvo ieš loggii.",
        en: "Each look into the ledger is itself written into the ledger."
    }
    Overview { nb: "Oversikt", nn: "Oversyn", se: "Oppalašgovva", en: "Overview" }
    Entries {
        nb: "Innførsler i loggen",
        nn: "Innførslar i loggen",
        se: "Logga merkemat",
        en: "Entries of the ledger"
    }
    SeesAll {
        nb: "Du ser hele loggen. Ingen ser hvem det ble spurt om.",
        nn: "Du ser heile loggen. Ingen ser kven det blei spurt om.",
        se: "Don oainnát olles logga. Ii oktage oainne gean birra jerrojuvvui.",
        en: "You see the whole ledger. Nobody sees who was asked about."
    }
    SeesServices {
        nb: "Du ser hva andre hentet fra tjenestene til {org}. Du ser ikke hvem det gjaldt.",
        nn: "Du ser kva andre henta frå tenestene til {org}. Du ser ikkje kven det galdt.",
        se: "Don oainnát maid earát vižže {org} bálvalusain. It oainne gean birra dat lei.",
        en: "You see what others fetched from the services of {org}. You do not see whom it was about."
    }
    SeesReadings {
        nb: "Du ser hva {org} har spurt om. Du ser ikke hvem det gjaldt.",
        nn: "Du ser kva {org} har spurt om. Du ser ikkje kven det galdt.",
        se: "Don oainnát maid {org} lea jearran. It oainne gean birra dat lei.",
        en: "You see what {org} has asked for. You do not see whom it was about."
    }
    SeesOwn {
        nb: "Du ser hva {org} har spurt om, og hva andre hentet fra tjenestene der. Du ser ikke hvem det gjaldt.",
        nn: "Du ser kva {org} har spurt om, og kva andre henta frå tenestene der. Du ser ikkje kven det galdt.",
        se: "Don oainnát maid {org} lea jearran, ja maid earát vižže dan bálvalusain. It oainne gean birra dat lei.",
        en: "You see what {org} has asked for, and what others fetched from its services. You do not see whom it was about."
    }
    FirstDay { nb: "Fra og med", nn: "Frå og med", se: "Álgobeaivi", en: "From" }
    LastDay { nb: "Til og med", nn: "Til og med", se: "Loahppabeaivi", en: "To" }
    Show { nb: "Vis", nn: "Vis", se: "Čájet", en: "Show" }
    Totals {
        nb: "Tallene for perioden",
        nn: "Tala for perioden",
        se: "Áigodaga logut",
        en: "The period in numbers"
    }
    Readings { nb: "Oppslag", nn: "Oppslag", se: "Ohcamat", en: "Lookups" }
    Refusals { nb: "Avslag", nn: "Avslag", se: "Biehttaleamit", en: "Refusals" }
    Tokens {
        nb: "Utstedte tilgangstegn",
        nn: "Utferda tilgangsteikn",
        se: "Addojuvvon beassanmearkkat",
        en: "Issued tokens"
    }
    TokensRefused {
        nb: "Avviste forespørsler om tilgangstegn",
        nn: "Avviste førespurnader om tilgangsteikn",
        se: "Biehttaluvvon ohcamat beassanmearkkaid ektui",
        en: "Refused grants"
    }
    Warnings {
        nb: "Varsler om grenser",
        nn: "Varsel om grenser",
        se: "Rádjeváruhusat",
        en: "Warnings of limits"
    }
    Looks {
        nb: "Innsyn i loggen",
        nn: "Innsyn i loggen",
        se: "Geahčadeamit loggas",
        en: "Looks into the ledger"
    }
    Erasures {
        nb: "Slettede personer",
        nn: "Sletta personar",
        se: "Sihkkojuvvon olbmot",
        en: "Erased persons"
    }
    HeldBack {
        nb: "Vises senere for personen",
        nn: "Blir vist seinare for personen",
        se: "Čájehuvvo olbmui maŋŋil",
        en: "Shown to the person later"
    }
    Overdue {
        nb: "Skulle vært vist nå",
        nn: "Skulle vore vist no",
        se: "Galggašii leat čájehuvvon dál",
        en: "Should be shown by now"
    }
    OpenQuestions {
        nb: "Spørsmål som venter på svar",
        nn: "Spørsmål som ventar på svar",
        se: "Gažaldagat mat vurdet vástádusa",
        en: "Questions that wait for an answer"
    }
    OpenAlarms {
        nb: "Alarmer",
        nn: "Alarmar",
        se: "Alármmat",
        en: "Alarms"
    }
    NotToldApart {
        nb: "{n} innførsler er så sjeldne at de ikke er skilt fra hverandre.",
        nn: "{n} innførslar er så sjeldne at dei ikkje er skilde frå kvarandre.",
        se: "{n} merkema leat nu hárvenaččat ahte dat eai leat sirrejuvvon.",
        en: "{n} entries are so rare that they are not told apart."
    }
    OverTime {
        nb: "Oppslag og avslag over tid",
        nn: "Oppslag og avslag over tid",
        se: "Ohcamat ja biehttaleamit áiggi mielde",
        en: "Lookups and refusals over time"
    }
    OverTimeText {
        nb: "En søyle for hver dag eller måned. Tallene står i tabellen under.",
        nn: "Ei søyle for kvar dag eller månad. Tala står i tabellen under.",
        se: "Stoalpu juohke beaivvi dahje mánu ovddas. Logut leat tabeallas vuolábealde.",
        en: "A bar for each day or month. The numbers are in the table below."
    }
    DrawnText {
        nb: "En linje for hver av de største. Tallene står i tabellen under.",
        nn: "Ei linje for kvar av dei største. Tala står i tabellen under.",
        se: "Linnjá juohke stuorámusa ovddas. Logut leat tabeallas vuolábealde.",
        en: "A line for each of the largest. The numbers are in the table below."
    }
    AsTable {
        nb: "Tallene som tabell",
        nn: "Tala som tabell",
        se: "Logut tabeallan",
        en: "The numbers as a table"
    }
    Spreadsheet {
        nb: "Last ned til regneark",
        nn: "Last ned til rekneark",
        se: "Viečča rehketárkii",
        en: "Download for a spreadsheet"
    }
    Day { nb: "Dag", nn: "Dag", se: "Beaivi", en: "Day" }
    Month { nb: "Måned", nn: "Månad", se: "Mánnu", en: "Month" }
    ByPurpose { nb: "Etter formål", nn: "Etter formål", se: "Ulbmila mielde", en: "By purpose" }
    ByConsumer {
        nb: "Etter hvem som spurte",
        nn: "Etter kven som spurde",
        se: "Jearri mielde",
        en: "By who asked"
    }
    ByService {
        nb: "Etter tjeneste",
        nn: "Etter teneste",
        se: "Bálvalusa mielde",
        en: "By service"
    }
    Purpose { nb: "Formål", nn: "Formål", se: "Ulbmil", en: "Purpose" }
    Consumer { nb: "Hvem som spurte", nn: "Kven som spurde", se: "Gii jearai", en: "Who asked" }
    ServiceName { nb: "Tjeneste", nn: "Teneste", se: "Bálvalus", en: "Service" }
    Organisation {
        nb: "Organisasjon",
        nn: "Organisasjon",
        se: "Organisašuvdna",
        en: "Organisation"
    }
    Others { nb: "Andre", nn: "Andre", se: "Earát", en: "Others" }
    Nothing {
        nb: "Det er ingenting her.",
        nn: "Det er ingenting her.",
        se: "Dás ii leat mihkkege.",
        en: "There is nothing here."
    }
    NothingYet {
        nb: "Det er ingenting i denne delen. Let videre.",
        nn: "Det er ingenting i denne delen. Leit vidare.",
        se: "Dán oasis ii leat mihkkege. Oza viidáseappot.",
        en: "There is nothing in this part. Go on looking."
    }
    RefusalsByReason {
        nb: "Avslag etter grunn",
        nn: "Avslag etter grunn",
        se: "Biehttaleamit siva mielde",
        en: "Refusals by reason"
    }
    Reason { nb: "Grunn", nn: "Grunn", se: "Sivva", en: "Reason" }
    Of { nb: "Hva det gjaldt", nn: "Kva det galdt", se: "Masa gulai", en: "Of what" }
    OfGrant { nb: "tilgangstegn", nn: "tilgangsteikn", se: "beassanmearka", en: "a grant" }
    OfRequest { nb: "oppslag", nn: "oppslag", se: "ohcan", en: "a request" }
    UnusedFields {
        nb: "Tillatt, men ikke brukt",
        nn: "Tillate, men ikkje brukt",
        se: "Lobálaš, muhto ii geavahuvvon",
        en: "Permitted and not used"
    }
    UnusedText {
        nb: "Disse feltene er tillatt i dag, men ble ikke hentet i perioden. Trengs de ikke, bør de bort.",
        nn: "Desse felta er tillatne i dag, men blei ikkje henta i perioden. Trengst dei ikkje, bør dei bort.",
        se: "Dát gieddit leat lobálaččat odne, muhto eai vižžojuvvon áigodagas. Jus eai dárbbašuvvo, de galggašedje eret.",
        en: "These fields are permitted today and were not fetched in the period. What is not needed should go."
    }
    Blurred {
        nb: "Noen felt er ikke skilt fra hverandre. De kan ha vært hentet.",
        nn: "Nokre felt er ikkje skilde frå kvarandre. Dei kan ha vore henta.",
        se: "Muhtun gieddit eai leat sirrejuvvon. Dat sáhttet leat vižžojuvvon.",
        en: "Some fields are not told apart. They may have been fetched."
    }
    UnusedPurposes {
        nb: "Formål uten oppslag",
        nn: "Formål utan oppslag",
        se: "Ulbmilat ohcamiid haga",
        en: "Purposes without lookups"
    }
    Field { nb: "Felt", nn: "Felt", se: "Giedde", en: "Field" }
    LastDisclosed {
        nb: "Sist hentet",
        nn: "Sist henta",
        se: "Maŋimuš vižžojuvvon",
        en: "Last fetched"
    }
    Never { nb: "aldri", nn: "aldri", se: "ii goassege", en: "never" }
    Limits {
        nb: "Grenser som nesten er nådd",
        nn: "Grenser som nesten er nådde",
        se: "Rájit mat measta leat olahuvvon",
        en: "Limits nearly reached"
    }
    Limit { nb: "Grense", nn: "Grense", se: "Rádji", en: "Limit" }
    LooksBy {
        nb: "Hvem som har sett i loggen",
        nn: "Kven som har sett i loggen",
        se: "Gii lea geahččan logga",
        en: "Who has looked into the ledger"
    }
    Ledger { nb: "Loggen", nn: "Loggen", se: "Logga", en: "The ledger" }
    NotReady {
        nb: "Loggen kan ikke ta imot nå",
        nn: "Loggen kan ikkje ta imot no",
        se: "Logga ii sáhte váldit vuostá dál",
        en: "The ledger cannot take entries now"
    }
    Published { nb: "Innførsler", nn: "Innførslar", se: "Merkemat", en: "Entries" }
    Waiting {
        nb: "Venter på signatur",
        nn: "Ventar på signatur",
        se: "Vurdet vuolláičállosa",
        en: "Waiting for a signature"
    }
    Counted { nb: "Talt med her", nn: "Talde med her", se: "Lohkkon dás", en: "Counted here" }
    GivenUp {
        nb: "Utløpt før de ble talt",
        nn: "Utgått før dei blei talde",
        se: "Nohkan ovdal go lohkkojuvvojedje",
        en: "Expired before they were counted"
    }
    Newest { nb: "Nyeste", nn: "Nyaste", se: "Ođđaseamos", en: "Newest" }
    Digest {
        nb: "Siste sammendrag",
        nn: "Siste samandrag",
        se: "Maŋimuš čoahkkáigeassu",
        en: "Last digest"
    }
    Witnesses { nb: "Vitner", nn: "Vitne", se: "Duođašteaddjit", en: "Witnesses" }
    Quorum {
        nb: "Nok vitner",
        nn: "Nok vitne",
        se: "Doarvái duođašteaddjit",
        en: "Enough witnesses"
    }
    Alarm {
        nb: "Vitner som slår alarm",
        nn: "Vitne som slår alarm",
        se: "Duođašteaddjit mat dieđihit alárpma",
        en: "Witnesses with an alarm"
    }
    Timestamps { nb: "Tidsstempel", nn: "Tidsstempel", se: "Áigesteampilat", en: "Time-stamps" }
    Late { nb: "for sent", nn: "for seint", se: "menddo maŋŋit", en: "late" }
    InTime { nb: "i rute", nn: "i rute", se: "áiggis", en: "in time" }
    Nobody { nb: "ingen", nn: "ingen", se: "ii oktage", en: "none" }

    // Lists, entries and what is not shown.
    EntriesText {
        nb: "De eldste står først. Klokken er norsk tid.",
        nn: "Dei eldste står først. Klokka er norsk tid.",
        se: "Boarráseamosat leat vuosttažin. Diibmu lea Norgga áigi.",
        en: "The oldest come first. Times are Norwegian time."
    }
    Entry { nb: "Innførsel", nn: "Innførsel", se: "Merken", en: "Entry" }
    Time { nb: "Tid", nn: "Tid", se: "Áigi", en: "Time" }
    Kind { nb: "Slag", nn: "Slag", se: "Šládja", en: "Kind" }
    Decision {
        nb: "Utfall (disclosed, refused eller en grunn)",
        nn: "Utfall (disclosed, refused eller ein grunn)",
        se: "Boađus (disclosed, refused dahje sivva)",
        en: "Outcome (disclosed, refused or a reason)"
    }
    Since { nb: "Fra tidspunkt", nn: "Frå tidspunkt", se: "Áigemeari rájes", en: "From this time" }
    Until {
        nb: "Før tidspunkt",
        nn: "Før tidspunkt",
        se: "Ovdal áigemeari",
        en: "Before this time"
    }
    More {
        nb: "Flere innførsler",
        nn: "Fleire innførslar",
        se: "Eanet merkemat",
        en: "More entries"
    }
    Subject {
        nb: "Hvem det gjelder",
        nn: "Kven det gjeld",
        se: "Gean birra",
        en: "Whom it is about"
    }
    AboutPerson {
        nb: "En person. Hvem det er, vises ikke her.",
        nn: "Ein person. Kven det er, blir ikkje vist her.",
        se: "Olmmoš. Gii son lea, ii čájehuvvo dás.",
        en: "A person. Who it is is not shown here."
    }
    AboutNobody { nb: "Ingen person", nn: "Ingen person", se: "Ii oktage olmmoš", en: "No person" }
    Checkpoint { nb: "Signert", nn: "Signert", se: "Vuolláičállon", en: "Signed" }
    IsPublished {
        nb: "Ja, i loggens tre",
        nn: "Ja, i treet til loggen",
        se: "Juo, logga muoras",
        en: "Yes, in the ledger's tree"
    }
    NotPublished { nb: "Ikke ennå", nn: "Ikkje enno", se: "Ii vel", en: "Not yet" }
    OpenPart {
        nb: "Det som står åpent",
        nn: "Det som står ope",
        se: "Rabas oassi",
        en: "The open part"
    }
    OpenPartText {
        nb: "Slik står det i loggen, ord for ord.",
        nn: "Slik står det i loggen, ord for ord.",
        se: "Ná dat lea loggas, sánis sátnái.",
        en: "As it stands in the ledger, word for word."
    }
    Withheld {
        nb: "Holdt tilbake",
        nn: "Halde tilbake",
        se: "Dollojuvvon ruovttoluotta",
        en: "Withheld"
    }
    NotShown {
        nb: "Siden kan ikke vises",
        nn: "Sida kan ikkje visast",
        se: "Siidu ii sáhte čájehuvvot",
        en: "The page cannot be shown"
    }
    NotThere {
        nb: "Det er ingenting her som du kan se.",
        nn: "Det er ingenting her som du kan sjå.",
        se: "Dás ii leat mihkkege maid don sáhtát oaidnit.",
        en: "There is nothing here that you may see."
    }
    Expired {
        nb: "Dette er utløpt og borte. Avtrykket står igjen i loggen.",
        nn: "Dette er utgått og borte. Avtrykket står att i loggen.",
        se: "Dát lea nohkan ja jávkan. Luodda lea ain loggas.",
        en: "This has expired and is gone. Its hash is still in the ledger."
    }
    NoRight {
        nb: "Du har ikke rett til å se dette.",
        nn: "Du har ikkje rett til å sjå dette.",
        se: "Dus ii leat vuoigatvuohta oaidnit dán.",
        en: "You have no right to see this."
    }
    TryAgain {
        nb: "Det går ikke nå. Prøv igjen om litt.",
        nn: "Det går ikkje no. Prøv igjen om litt.",
        se: "Ii lihkostuva dál. Geahččal fas maŋŋil.",
        en: "It does not work now. Try again shortly."
    }
}

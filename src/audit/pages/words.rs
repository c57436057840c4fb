//! The texts about what auditors do, and about how they come in.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { OfficerPhrase, "A text about what auditors do.":
    // The entrance.
    LogInTitle { nb: "Logg inn", nn: "Logg inn", se: "Logge sisa", en: "Log in" }
    LogInText {
        nb: "Her ser kontrollører hvem som har lest hva. Du må logge inn som ansatt.",
        nn: "Her ser kontrollørar kven som har lese kva. Du må logge inn som tilsett.",
        se: "Dáppe dárkkisteaddjit oidnet gii lea lohkan maid. Don fertet logget sisa bargin.",
        en: "Here auditors see who has read what. You must log in as an employee."
    }
    FailedTitle {
        nb: "Du er ikke logget inn",
        nn: "Du er ikkje logga inn",
        se: "Don it leat loggejuvvon sisa",
        en: "You are not logged in"
    }
    Failed {
        nb: "Innloggingen gikk ikke. Prøv en gang til.",
        nn: "Innlogginga gjekk ikkje. Prøv ein gong til.",
        se: "Sisaloggen ii lihkostuvvan. Geahččal ođđasit.",
        en: "The login did not work. Try once more."
    }
    TooLow {
        nb: "Innloggingen var ikke sikker nok. Bruk en sikrere måte å logge inn på.",
        nn: "Innlogginga var ikkje sikker nok. Bruk ein sikrare måte å logge inn på.",
        se: "Sisaloggen ii lean doarvái oadjebas. Geavat oadjebasut vuogi.",
        en: "The login was not secure enough. Use a more secure way to log in."
    }
    UnknownOfficer {
        nb: "Ingen har gitt deg tilgang her. Spør den som driver tjenesten.",
        nn: "Ingen har gitt deg tilgang her. Spør den som driv tenesta.",
        se: "Ii oktage leat addán dutnje beassanvuoigatvuođa dása. Jeara sis geat doaimmahit bálvalusa.",
        en: "Nobody has given you access here. Ask those who run the service."
    }
    OtherOrganisation {
        nb: "Du har ikke tilgang for den virksomheten du valgte. Logg inn og velg en annen.",
        nn: "Du har ikkje tilgang for den verksemda du valde. Logg inn og vel ei anna.",
        se: "Dus ii leat beassanvuoigatvuohta dan doaimmahaga ovddas maid válljejit. Logge sisa ja vállje eará.",
        en: "You have no access for the organisation that you chose. Log in and choose another."
    }
    LoggedOutTitle {
        nb: "Du er logget ut",
        nn: "Du er logga ut",
        se: "Don leat loggejuvvon olggos",
        en: "You are logged out"
    }
    LoggedOut {
        nb: "Lukk nettleseren hvis andre bruker maskinen.",
        nn: "Lukk nettlesaren om andre brukar maskina.",
        se: "Gidde fierpmádatlohkki jos earát geavahit dihtora.",
        en: "Close the browser if others use the computer."
    }
    LogoutUnknown {
        nb: "Vi vet ikke om du er logget ut. Gå til oversikten og se.",
        nn: "Vi veit ikkje om du er logga ut. Gå til oversynet og sjå.",
        se: "Mii eat dieđe leatgo loggejuvvon olggos. Mana oppalašgovvii ja geahča.",
        en: "We do not know if you are logged out. Go to the overview and see."
    }
    FormRefused {
        nb: "Skjemaet var for gammelt. Ingenting er gjort. Prøv en gang til.",
        nn: "Skjemaet var for gammalt. Ingenting er gjort. Prøv ein gong til.",
        se: "Skovvi lei menddo boaris. Ii mihkkege dahkkon. Geahččal ođđasit.",
        en: "The form was too old. Nothing was done. Try once more."
    }
    Reports { nb: "Rapporter", nn: "Rapportar", se: "Raporttat", en: "Reports" }
    // Identities.
    Identities {
        nb: "Åpning av identitet",
        nn: "Opning av identitet",
        se: "Identitehta rahpan",
        en: "Opening identities"
    }
    IdentitiesText {
        nb: "Ingen får vite hvem en innførsel gjelder uten grunn, lovhjemmel og to personer. Den det gjelder, får se hvem som fikk vite det og hvorfor.",
        nn: "Ingen får vite kven ei innførsle gjeld utan grunn, lovheimel og to personar. Den det gjeld, får sjå kven som fekk vite det og kvifor.",
        se: "Ii oktage beasa diehtit gean merkejupmi guoská almmá ákka, lágaid ja guovtti olbmo haga. Olmmoš beassá oaidnit gii oaččui diehtit ja manne.",
        en: "Nobody is told whom an entry is about without a reason, a law and two persons. The person can see who was told, and why."
    }
    AskIdentity {
        nb: "Be om å få vite hvem det gjelder",
        nn: "Be om å få vite kven det gjeld",
        se: "Bivdde beassat diehtit gean dat guoská",
        en: "Ask whom it is about"
    }
    AskIdentityText {
        nb: "En annen kontrollør hos dere må si ja. Skriv ikke noe om personen.",
        nn: "Ein annan kontrollør hos dykk må seie ja. Skriv ikkje noko om personen.",
        se: "Nubbi dárkkisteaddji din doaimmahagas ferte miehtat. Ale čále maidege olbmo birra.",
        en: "Another auditor with you must agree. Write nothing about the person."
    }
    Reason { nb: "Grunn", nn: "Grunn", se: "Ágga", en: "Reason" }
    Basis { nb: "Lovhjemmel", nn: "Lovheimel", se: "Láhka", en: "Law" }
    Send { nb: "Send", nn: "Send", se: "Sádde", en: "Send" }
    NoRequests {
        nb: "Ingen venter på svar.",
        nn: "Ingen ventar på svar.",
        se: "Ii oktage vuorddi vástádusa.",
        en: "Nobody waits for an answer."
    }
    AskedBy { nb: "Bedt om av", nn: "Bede om av", se: "Bivdán", en: "Asked by" }
    Agree {
        nb: "Si ja og se hvem det er",
        nn: "Sei ja og sjå kven det er",
        se: "Mieđat ja oainne gii dat lea",
        en: "Agree, and see who it is"
    }
    Decline { nb: "Si nei", nn: "Sei nei", se: "Hilggo", en: "Decline" }
    TakeBack { nb: "Trekk tilbake", nn: "Trekk tilbake", se: "Geasit ruovttoluotta", en: "Take back" }
    Agreed {
        nb: "Noen har sagt ja til det du ba om.",
        nn: "Nokon har sagt ja til det du bad om.",
        se: "Muhtun lea miehtan dasa maid bivdet.",
        en: "Somebody has agreed to what you asked for."
    }
    SeeOnce { nb: "Se hvem det er", nn: "Sjå kven det er", se: "Oainne gii dat lea", en: "See who it is" }
    Opened {
        nb: "Hvem innførselen gjelder",
        nn: "Kven innførsla gjeld",
        se: "Gean merkejupmi guoská",
        en: "Whom the entry is about"
    }
    OpenedText {
        nb: "Du ser dette én gang. Det er skrevet i loggen, og personen får se det.",
        nn: "Du ser dette éin gong. Det er skrive i loggen, og personen får sjå det.",
        se: "Don oainnát dán oktii. Dat lea čállojuvvon loggii, ja olmmoš beassá oaidnit dan.",
        en: "You see this once. It is written into the ledger, and the person can see it."
    }
    PersonNumber {
        nb: "Fødselsnummer eller D-nummer",
        nn: "Fødselsnummer eller D-nummer",
        se: "Riegádannummir dahje D-nummir",
        en: "National identity number or D-number"
    }
    // Questions.
    Questions {
        nb: "Spørsmål fra innbyggere",
        nn: "Spørsmål frå innbyggjarar",
        se: "Ássiid gažaldagat",
        en: "Questions from citizens"
    }
    QuestionsText {
        nb: "Dere må svare innen fristen. Svaret kommer i personens egen liste.",
        nn: "De må svare innan fristen. Svaret kjem i personen si eiga liste.",
        se: "Dii fertebehtet vástidit ovdal áigemeari. Vástádus boahtá olbmo iežas listui.",
        en: "You must answer in time. The answer comes into the person's own list."
    }
    NoQuestions {
        nb: "Ingen spørsmål venter på svar.",
        nn: "Ingen spørsmål ventar på svar.",
        se: "Eai leat gažaldagat mat vurdet vástádusa.",
        en: "No question waits for an answer."
    }
    Question { nb: "Spørsmål", nn: "Spørsmål", se: "Gažaldat", en: "Question" }
    Objection { nb: "Innsigelse", nn: "Motsegn", se: "Vuostecealkámuš", en: "Objection" }
    Matter { nb: "Sak", nn: "Sak", se: "Ášši", en: "Matter" }
    Due { nb: "Frist", nn: "Frist", se: "Áigemearri", en: "Due" }
    Overdue { nb: "over fristen", nn: "over fristen", se: "áigemearri meaddel", en: "overdue" }
    AskedAt { nb: "Spurt", nn: "Spurt", se: "Jerron", en: "Asked" }
    About { nb: "Om innførsel", nn: "Om innførsle", se: "Merkejumi birra", en: "About entry" }
    TheyWrote { nb: "Personen skrev", nn: "Personen skreiv", se: "Olmmoš čálii", en: "The person wrote" }
    YourAnswer { nb: "Deres svar", nn: "Dykkar svar", se: "Din vástádus", en: "Your answer" }
    Resolution { nb: "Utfall", nn: "Utfall", se: "Boađus", en: "Outcome" }
    Followed { nb: "Tatt til følge", nn: "Teken til følgje", se: "Dohkkehuvvon", en: "Upheld" }
    NotFollowed {
        nb: "Ikke tatt til følge",
        nn: "Ikkje teken til følgje",
        se: "Ii dohkkehuvvon",
        en: "Not upheld"
    }
    // What could not be done.
    NotDone {
        nb: "Dette ble ikke gjort",
        nn: "Dette vart ikkje gjort",
        se: "Dát ii dahkkon",
        en: "This was not done"
    }
    Malformed {
        nb: "Noe mangler eller er for langt. Skriv ikke lange tall i grunn og lovhjemmel.",
        nn: "Noko manglar eller er for langt. Skriv ikkje lange tal i grunn og lovheimel.",
        se: "Juoga váilu dahje lea menddo guhkki. Ale čále guhkes loguid ággan ja láhkan.",
        en: "Something is missing or too long. Write no long numbers in reason and law."
    }
    SamePerson {
        nb: "Du ba om dette selv. En annen hos dere må svare.",
        nn: "Du bad om dette sjølv. Ein annan hos dykk må svare.",
        se: "Don bivdet dán ieš. Nubbi din doaimmahagas ferte vástidit.",
        en: "You asked for this yourself. Another person with you must decide."
    }
    NotOfSuch {
        nb: "Denne innførselen kan ingen få åpnet.",
        nn: "Denne innførsla kan ingen få opna.",
        se: "Dán merkejumi ii oktage beasa rahpat.",
        en: "Nobody can have this entry opened."
    }
    AskedAlready {
        nb: "Noen hos dere har bedt om dette. Det venter på svar.",
        nn: "Nokon hos dykk har bede om dette. Det ventar på svar.",
        se: "Muhtun din doaimmahagas lea dán bivdán. Dat vuordá vástádusa.",
        en: "Somebody with you has asked for this. It waits for an answer."
    }
    TooMany {
        nb: "Det er for mange som venter på svar. Svar på noen av dem først.",
        nn: "Det er for mange som ventar på svar. Svar på nokre av dei først.",
        se: "Menddo ollugat vurdet vástádusa. Vástit vuos muhtimiidda.",
        en: "Too many wait for an answer. Decide on some of them first."
    }
    Decided {
        nb: "Dette venter ikke på svar lenger.",
        nn: "Dette ventar ikkje på svar lenger.",
        se: "Dát ii šat vuorddi vástádusa.",
        en: "This waits for an answer no longer."
    }
    CannotBeTold {
        nb: "Ingen kan lenger se hvem innførselen gjelder.",
        nn: "Ingen kan lenger sjå kven innførsla gjeld.",
        se: "Ii oktage sáhte šat oaidnit gean merkejupmi guoská.",
        en: "Nobody can see any longer whom the entry is about."
    }
    NoRight {
        nb: "Din rolle kan ikke gjøre dette.",
        nn: "Rolla di kan ikkje gjere dette.",
        se: "Du rolla ii sáhte dahkat dán.",
        en: "Your role cannot do this."
    }
    TryLater {
        nb: "Det går ikke nå. Prøv igjen om litt.",
        nn: "Det går ikkje no. Prøv igjen om litt.",
        se: "Ii doaimma dál. Geahččal fas maŋŋel.",
        en: "It does not work now. Try again in a while."
    }
}

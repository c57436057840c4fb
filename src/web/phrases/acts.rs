//! The texts of what persons do: ask, object, consent, reserve; and of what may be read about them.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { ActPhrase, "A text of the pages where persons act.":
    // Asking.
    AskLink {
        nb: "Spør om dette oppslaget",
        nn: "Spør om dette oppslaget",
        se: "Jeara dán ohcama birra",
        en: "Ask about this lookup"
    }
    AskTitle { nb: "Spør om et oppslag", nn: "Spør om eit oppslag", se: "Jeara ohcama birra", en: "Ask about a lookup" }
    AskLead {
        nb: "Vi sender spørsmålet til {who}. De har 30 dager på seg til å svare. Svaret kommer her.",
        nn: "Vi sender spørsmålet til {who}. Dei har 30 dagar på seg til å svare. Svaret kjem her.",
        se: "Mii sáddet gažaldaga deike: {who}. Sii galget vástidit 30 beaivvi siste. Vástádus boahtá deike.",
        en: "We send the question to {who}. They have 30 days to answer. The answer comes here."
    }
    AskWhat { nb: "Hva vil du?", nn: "Kva vil du?", se: "Maid dáhtut?", en: "What do you want?" }
    AskQuestion {
        nb: "Jeg vil vite mer om oppslaget",
        nn: "Eg vil vite meir om oppslaget",
        se: "Mun háliidan diehtit eanet",
        en: "I want to know more about the lookup"
    }
    AskObjection {
        nb: "Jeg protesterer mot at de slår opp om meg",
        nn: "Eg protesterer mot at dei slår opp om meg",
        se: "Mun vuostálastán ahte sii ohcet mu birra",
        en: "I object to their looking me up"
    }
    AskWords { nb: "Skriv her", nn: "Skriv her", se: "Čále dása", en: "Write here" }
    AskWordsHelp {
        nb: "Høyst 2000 tegn. Skriv ikke mer om deg selv enn de trenger for å svare.",
        nn: "Høgst 2000 teikn. Skriv ikkje meir om deg sjølv enn dei treng for å svare.",
        se: "Eanemusat 2000 mearkka. Ale čále eanet iežat birra go dárbbaš.",
        en: "At most 2000 characters. Do not write more about yourself than they need to answer."
    }
    AskSend { nb: "Send", nn: "Send", se: "Sádde", en: "Send" }
    AskUnreadable {
        nb: "Velg hva du vil, og skriv mellom 1 og 2000 tegn.",
        nn: "Vel kva du vil, og skriv mellom 1 og 2000 teikn.",
        se: "Vállje maid dáhtut, ja čále 1–2000 mearkka.",
        en: "Choose what you want, and write between 1 and 2000 characters."
    }
    AskTooMany {
        nb: "Du har mange spørsmål som venter på svar. Vent til noen er besvart.",
        nn: "Du har mange spørsmål som ventar på svar. Vent til nokre er svara på.",
        se: "Dus leat ollu gažaldagat mat vurdet vástádusa. Vuordde dassážii go muhtun lea vástiduvvon.",
        en: "You have many questions waiting for an answer. Wait until some are answered."
    }
    AskNobody {
        nb: "Vi vet ikke hvem som spurte. Derfor kan vi ikke sende noe.",
        nn: "Vi veit ikkje kven som spurde. Difor kan vi ikkje sende noko.",
        se: "Mii eat dieđe gii jearai. Danne eat sáhte sáddet maidege.",
        en: "We do not know who asked. So we cannot send anything."
    }

    // Questions.
    QuestionsTitle { nb: "Spørsmål og svar", nn: "Spørsmål og svar", se: "Gažaldagat ja vástádusat", en: "Questions and answers" }
    QuestionsLead {
        nb: "Dette har du spurt om. Både spørsmål og svar står i loggboken, forseglet.",
        nn: "Dette har du spurt om. Både spørsmål og svar står i loggboka, forsegla.",
        se: "Dán don leat jearran. Gažaldagat ja vástádusat leat loggagirjjis, čiegus.",
        en: "This is what you have asked. Questions and answers are in the ledger, sealed."
    }
    QuestionsNone {
        nb: "Du har ikke spurt om noe. Du kan spørre fra hvert oppslag i listen.",
        nn: "Du har ikkje spurt om noko. Du kan spørje frå kvart oppslag i lista.",
        se: "It leat jearran maidege. Don sáhtát jearrat juohke ohcamis listtus.",
        en: "You have not asked anything. You can ask from each lookup in the list."
    }
    QuestionTo { nb: "Spørsmål til {who}", nn: "Spørsmål til {who}", se: "Gažaldat: {who}", en: "Question to {who}" }
    ObjectionTo { nb: "Protest til {who}", nn: "Protest til {who}", se: "Vuostálastin: {who}", en: "Objection to {who}" }
    Asked { nb: "Sendt", nn: "Sendt", se: "Sáddejuvvon", en: "Sent" }
    State { nb: "Status", nn: "Status", se: "Dilli", en: "Status" }
    StateWaiting {
        nb: "Venter på svar. Fristen er {day}.",
        nn: "Ventar på svar. Fristen er {day}.",
        se: "Vuordá vástádusa. Áigemearri lea {day}.",
        en: "Waiting for an answer. The time limit is {day}."
    }
    StateOverdue {
        nb: "Fristen gikk ut {day}. Du kan klage til Datatilsynet.",
        nn: "Fristen gjekk ut {day}. Du kan klage til Datatilsynet.",
        se: "Áigemearri nogai {day}. Don sáhtát váidit Datatilsynet:ii.",
        en: "The time limit was {day}. You may complain to Datatilsynet, the data protection authority."
    }
    StateAnswered { nb: "Besvart", nn: "Svara", se: "Vástiduvvon", en: "Answered" }
    StateFollowed { nb: "De gir deg rett", nn: "Dei gjev deg rett", se: "Sii dohkkehit", en: "They agree with you" }
    StateNotFollowed { nb: "De gir deg ikke rett", nn: "Dei gjev deg ikkje rett", se: "Sii eai dohkket", en: "They do not agree with you" }
    YouWrote { nb: "Du skrev", nn: "Du skreiv", se: "Don čállet", en: "You wrote" }
    TheyWrote { nb: "De svarte", nn: "Dei svara", se: "Sii vástidedje", en: "They answered" }
    MayTellPlace {
        nb: "Vis svaret. Det kan røpe et sted.",
        nn: "Vis svaret. Det kan røpe ein stad.",
        se: "Čájet vástádusa. Dat sáhttá muitalit báikki.",
        en: "Show the answer. It may tell a place."
    }
    Number { nb: "Nummer i loggboken", nn: "Nummer i loggboka", se: "Nummir loggagirjjis", en: "Number in the ledger" }

    // What may be read.
    PurposesTitle {
        nb: "Hvem kan slå opp hva om deg",
        nn: "Kven kan slå opp kva om deg",
        se: "Gii sáhttá oaidnit maid du birra",
        en: "Who may look up what about you"
    }
    PurposesLead {
        nb: "Dette er reglene slik de er nå. Ingen kan få vite noe om deg her uten at det står i dem.",
        nn: "Dette er reglane slik dei er no. Ingen kan få vite noko om deg her utan at det står i dei.",
        se: "Dát leat njuolggadusat dál. Ii oktage oaččo diehtit maidege du birra dáppe, jos dat ii čuoččo dain.",
        en: "These are the rules as they are now. Nobody can learn anything about you here unless they say so."
    }
    PurposesUnknown {
        nb: "Reglene kan ikke leses nå. Prøv igjen om litt.",
        nn: "Reglane kan ikkje lesast no. Prøv igjen om litt.",
        se: "Njuolggadusaid ii sáhte lohkat dál. Geahččal ođđasit.",
        en: "The rules cannot be read now. Try again in a while."
    }
    From { nb: "Opplysninger fra {who}", nn: "Opplysningar frå {who}", se: "Dieđut: {who}", en: "Data from {who}" }
    MayAsk { nb: "Hvem kan spørre", nn: "Kven kan spørje", se: "Gii sáhttá jearrat", en: "Who may ask" }
    MembersOf { nb: "Alle i gruppen {group}", nn: "Alle i gruppa {group}", se: "Buohkat joavkkus {group}", en: "All of the group {group}" }
    MaySee { nb: "Hva de får vite", nn: "Kva dei får vite", se: "Maid sii ožžot diehtit", en: "What they are told" }
    WholeDocument { nb: "Hele dokumentet", nn: "Heile dokumentet", se: "Olles dokumeanta", en: "The whole document" }
    OnCondition { nb: "Noe av det bare på vilkår.", nn: "Noko av det berre på vilkår.", se: "Oassi dušše eavttuiguin.", en: "Some of it only on conditions." }
    ShownLater {
        nb: "Du får se disse oppslagene først etter {n} dager.",
        nn: "Du får sjå desse oppslaga først etter {n} dagar.",
        se: "Don oainnát dáid ohcamiid easka {n} beaivvi maŋŋel.",
        en: "You are shown these lookups only after {n} days."
    }

    // Consent.
    ConsentTitle { nb: "Samtykke", nn: "Samtykke", se: "Miehtan", en: "Consent" }
    ConsentNeeded {
        nb: "De kan bare spørre hvis du sier ja.",
        nn: "Dei kan berre spørje om du seier ja.",
        se: "Sii sáhttet jearrat dušše jos don mieđat.",
        en: "They may ask only if you say yes."
    }
    ConsentTo { nb: "Hvem du sier ja til", nn: "Kven du seier ja til", se: "Geasa don mieđat", en: "To whom you say yes" }
    ConsentFor { nb: "Hvor lenge", nn: "Kor lenge", se: "Man guhká", en: "For how long" }
    Months3 { nb: "3 måneder", nn: "3 månader", se: "3 mánu", en: "3 months" }
    Months12 { nb: "1 år", nn: "1 år", se: "1 jagi", en: "1 year" }
    Months36 { nb: "3 år", nn: "3 år", se: "3 jagi", en: "3 years" }
    ConsentGive { nb: "Ja, jeg samtykker", nn: "Ja, eg samtykkjer", se: "Juo, mun mieđan", en: "Yes, I consent" }
    ConsentStands {
        nb: "Du har sagt ja til {who}, til og med {day}.",
        nn: "Du har sagt ja til {who}, til og med {day}.",
        se: "Don leat miehtan: {who}, gitta {day}.",
        en: "You have said yes to {who}, until and including {day}."
    }
    ConsentWithdraw { nb: "Trekk samtykket tilbake", nn: "Trekk samtykket tilbake", se: "Geassit miehtama ruovttoluotta", en: "Withdraw the consent" }
    ConsentReceipt { nb: "Last ned kvittering", nn: "Last ned kvittering", se: "Viečča kvitteranga", en: "Download the receipt" }

    // Reservation.
    ReservationTitle { nb: "Reservasjon", nn: "Reservasjon", se: "Várrehat", en: "Opting out" }
    ReservationRight {
        nb: "Du kan si nei til dette. Retten står i",
        nn: "Du kan seie nei til dette. Retten står i",
        se: "Don sáhtát dadjat ii dása. Vuoigatvuohta lea dáppe:",
        en: "You may say no to this. The right is found in"
    }
    ReservationMake { nb: "Nei, jeg reserverer meg", nn: "Nei, eg reserverer meg", se: "Ii, mun várrehan", en: "No, I opt out" }
    ReservationStands {
        nb: "Du har reservert deg. Oppslag for dette formålet blir avslått.",
        nn: "Du har reservert deg. Oppslag for dette formålet blir avslått.",
        se: "Don leat várrehan. Ohcamat dán ulbmilii biehttaluvvojit.",
        en: "You have opted out. Lookups for this purpose are refused."
    }
    ReservationEnd { nb: "Opphev reservasjonen", nn: "Opphev reservasjonen", se: "Loahpat várrehaga", en: "Opt in again" }

    // When an act is not taken in.
    NotTakenTitle { nb: "Det gikk ikke", nn: "Det gjekk ikkje", se: "Dat ii doaibman", en: "That did not work" }
    StandsAlready { nb: "Det gjelder allerede.", nn: "Det gjeld allereie.", se: "Dat doaibmá juo.", en: "It is already in force." }
    TooOften {
        nb: "Du har gjort dette mange ganger den siste timen. Prøv igjen senere. Å trekke tilbake går alltid.",
        nn: "Du har gjort dette mange gonger den siste timen. Prøv igjen seinare. Å trekkje tilbake går alltid.",
        se: "Don leat dahkan dan máŋgii maŋimuš diimmu. Geahččal fas maŋŋel. Álo sáhttá geassit ruovttoluotta.",
        en: "You have done this many times in the last hour. Try again later. You can always withdraw."
    }
    StandsNot { nb: "Det er ingenting å oppheve.", nn: "Det er ingenting å oppheve.", se: "Ii leat mihkkege loahpahit.", en: "There is nothing to end." }
    NotWritten {
        nb: "Vi fikk ikke skrevet det i loggboken. Da gjelder det ikke. Prøv igjen om litt.",
        nn: "Vi fekk ikkje skrive det i loggboka. Då gjeld det ikkje. Prøv igjen om litt.",
        se: "Mii eat sáhttán čállit dan loggagirjái. De dat ii guoskka. Geahččal ođđasit.",
        en: "We could not write it in the ledger. So it does not count. Try again in a while."
    }
    NotPossible {
        nb: "Reglene for formålet åpner ikke for det.",
        nn: "Reglane for formålet opnar ikkje for det.",
        se: "Njuolggadusat eai divtte dan.",
        en: "The rules of the purpose do not allow it."
    }
}

//! The texts of the page where one checks a proof oneself, and what its script says.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { CheckPhrase, "A text of the page where a proof is checked.":
    Title {
        nb: "Sjekk et bevis selv",
        nn: "Sjekk eit bevis sjølv",
        se: "Dárkkis duođaštusa ieš",
        en: "Check a proof yourself"
    }
    Lead {
        nb: "Her kan du se om et oppslag virkelig står i loggboken. Nettleseren din regner det \
             ut. Ingenting blir sendt.",
        nn: "Her kan du sjå om eit oppslag verkeleg står i loggboka. Nettlesaren din reknar det \
             ut. Ingenting blir sendt.",
        se: "Dás oainnát lea go ohcan duođai loggagirjjis. Du neahttalohkki rehkenastá dan. \
             Mihkkege ii sáddejuvvo.",
        en: "Here you can see whether a lookup really is in the ledger. Your browser works it \
             out. Nothing is sent."
    }
    NeedsScript {
        nb: "Siden trenger JavaScript. Uten det kan du sjekke på din egen maskin, slik det står \
             nederst.",
        nn: "Sida treng JavaScript. Utan det kan du sjekke på di eiga maskin, slik det står nedst.",
        se: "Siidu dárbbaša JavaScript. Dan haga sáhtát dárkkistit iežat dihtoris, nu mo \
             vulobealde čuožžu.",
        en: "The page needs JavaScript. Without it you can check on your own machine, as it says \
             at the end."
    }
    ProofFile {
        nb: "Bevis (en fil som du har lastet ned)",
        nn: "Bevis (ei fil som du har lasta ned)",
        se: "Duođaštus (fiila maid leat viežžan)",
        en: "Proof (a file you downloaded)"
    }
    ProofText {
        nb: "eller lim det inn her",
        nn: "eller lim det inn her",
        se: "dahje liibme dan deike",
        en: "or paste it here"
    }
    EntryFile {
        nb: "Oppslaget, hvis det ikke står i beviset",
        nn: "Oppslaget, dersom det ikkje står i beviset",
        se: "Ohcan, jos dat ii leat duođaštusas",
        en: "The lookup, if it is not in the proof"
    }
    Believed {
        nb: "Nøkler du stoler på",
        nn: "Nøklar du stolar på",
        se: "Čoavdagat maidda luohtát",
        en: "Keys that you trust"
    }
    BelievedText {
        nb: "Loggbokens egen nøkkel står her. Bytt den med en du har fått fra noen andre enn oss, \
             hvis du vil være sikker. Du kan også lime inn en liste med vitner (tlog-policy).",
        nn: "Den eigne nøkkelen til loggboka står her. Byt han med ein du har fått frå nokon \
             andre enn oss, dersom du vil vere sikker. Du kan òg lime inn ei liste med vitne \
             (tlog-policy).",
        se: "Dás lea loggagirjji iežas čoavdda. Lonut dan čoavdagii maid leat ožžon earáin go \
             mis, jos háliidat leat sihkar. Don sáhtát maid liibmet deike duođašteddjiid listtu \
             (tlog-policy).",
        en: "The ledger's own key is here. Replace it by one that you were given by someone other \
             than us, if you want to be sure. You may also paste a list of witnesses \
             (tlog-policy)."
    }
    Check { nb: "Sjekk", nn: "Sjekk", se: "Dárkkis", en: "Check" }
    OfflineTitle {
        nb: "Uten nettleseren",
        nn: "Utan nettlesaren",
        se: "Neahttalohkki haga",
        en: "Without the browser"
    }
    Offline {
        nb: "Du trenger ikke stole på denne siden. Programmet Sluse sjekker det samme på din egen \
             maskin, uten nett:",
        nn: "Du treng ikkje stole på denne sida. Programmet Sluse sjekkar det same på di eiga \
             maskin, utan nett:",
        se: "It dárbbaš luohttit dán siidui. Prográmma Sluse dárkkista seamma du iežat dihtoris, \
             neahta haga:",
        en: "You need not trust this page. The program Sluse checks the same on your own machine, \
             without a network:"
    }

    // What the script says.
    Holds {
        nb: "Beviset holder",
        nn: "Beviset held",
        se: "Duođaštus doallá",
        en: "The proof holds"
    }
    HoldsNot {
        nb: "Beviset holder ikke",
        nn: "Beviset held ikkje",
        se: "Duođaštus ii doala",
        en: "The proof does not hold"
    }
    ProvenEntry {
        nb: "Dette oppslaget, bokstav for bokstav, er nummer {index} i loggboken {origin}.",
        nn: "Dette oppslaget, bokstav for bokstav, er nummer {index} i loggboka {origin}.",
        se: "Dát ohcan, juohke bustávva, lea nummir {index} loggagirjjis {origin}.",
        en: "This lookup, to the letter, is number {index} of the ledger {origin}."
    }
    ProvenSigned {
        nb: "Loggboken hadde {size} innslag da den skrev under, med denne nøkkelen:",
        nn: "Loggboka hadde {size} innslag då ho skreiv under, med denne nøkkelen:",
        se: "Loggagirjjis ledje {size} merkema go dat vuolláičálii, dáinna čoavdagiin:",
        en: "The ledger had {size} entries when it signed, with this key:"
    }
    ProvenWitnesses {
        nb: "{seen} av {known} vitner har sett den samme loggboken:",
        nn: "{seen} av {known} vitne har sett den same loggboka:",
        se: "{seen}/{known} duođašteaddji leat oaidnán seamma loggagirjji:",
        en: "{seen} of {known} witnesses saw the same ledger:"
    }
    NoWitnesses {
        nb: "Ingen vitner er spurt. Da kan loggboken ha vist andre noe annet.",
        nn: "Ingen vitne er spurde. Då kan loggboka ha vist andre noko anna.",
        se: "Ii oktage duođašteaddji leat jerrojuvvon. De sáhttá loggagirji leat čájehan earáide \
             juoidá eará.",
        en: "No witnesses were asked for. So the ledger may have shown others something else."
    }
    Uncheckable {
        nb: "Noen av nøklene er av et slag som nettlesere ikke kan sjekke. De er ikke regnet med.",
        nn: "Nokre av nøklane er av eit slag som nettlesarar ikkje kan sjekke. Dei er ikkje rekna \
             med.",
        se: "Muhtun čoavdagat leat dakkárat maid neahttalohkkit eai sáhte dárkkistit. Dat eai \
             leat lohkkon mielde.",
        en: "Some of the keys are of a kind that browsers cannot check. They were not counted."
    }
    NotTitle {
        nb: "Beviset sier ikke",
        nn: "Beviset seier ikkje",
        se: "Dán duođaštus ii daja",
        en: "What the proof does not say"
    }
    NotTrue {
        nb: "at det som står der, er sant. Bare at det ble skrevet ned og ikke er endret.",
        nn: "at det som står der, er sant. Berre at det blei skrive ned og ikkje er endra.",
        se: "ahte dat mii das čuožžu, lea duohta. Dušše ahte dat čállojuvvui ja ii leat \
             rievdaduvvon.",
        en: "that what it says is true. Only that it was written down and has not been changed."
    }
    NotAll {
        nb: "at det ikke finnes flere oppslag om samme person.",
        nn: "at det ikkje finst fleire oppslag om same person.",
        se: "ahte eai leat eanet ohcamat seamma olbmo birra.",
        en: "that there are no other lookups about the same person."
    }
    NotWhom {
        nb: "hvem det gjelder. Det er forseglet.",
        nn: "kven det gjeld. Det er forsegla.",
        se: "gean birra dat lea. Dat lea lohkkaduvvon.",
        en: "whom it is about. That is sealed."
    }
    EntryTitle {
        nb: "Dette står i loggboken",
        nn: "Dette står i loggboka",
        se: "Dát čuožžu loggagirjjis",
        en: "What the ledger says"
    }

    // Why it refuses, by the names that verify.js gives.
    TooLarge {
        nb: "Filen er for stor.",
        nn: "Fila er for stor.",
        se: "Fiila lea menddo stuoris.",
        en: "The file is too large."
    }
    NotAProof {
        nb: "Filen er ikke et bevis. Den skal begynne med c2sp.org/tlog-proof@v1.",
        nn: "Fila er ikkje eit bevis. Ho skal byrje med c2sp.org/tlog-proof@v1.",
        se: "Fiila ii leat duođaštus. Dat galgá álgit ná: c2sp.org/tlog-proof@v1.",
        en: "The file is not a proof. It must begin with c2sp.org/tlog-proof@v1."
    }
    Malformed {
        nb: "Noe i beviset er ødelagt.",
        nn: "Noko i beviset er øydelagt.",
        se: "Juoga duođaštusas lea billistuvvon.",
        en: "Something in the proof is damaged."
    }
    NoEntry {
        nb: "Oppslaget står ikke i beviset. Velg filen med det.",
        nn: "Oppslaget står ikkje i beviset. Vel fila med det.",
        se: "Ohcan ii leat duođaštusas. Vállje fiilla mas dat lea.",
        en: "The lookup is not in the proof. Choose the file that has it."
    }
    BadKey {
        nb: "En av nøklene er ikke en nøkkel.",
        nn: "Ein av nøklane er ikkje ein nøkkel.",
        se: "Okta čoavdagiin ii leat čoavdda.",
        en: "One of the keys is not a key."
    }
    NoKey {
        nb: "Det er ingen nøkkel til noen loggbok.",
        nn: "Det er ingen nøkkel til noka loggbok.",
        se: "Das ii leat makkárge loggagirjji čoavdda.",
        en: "There is no key of any ledger."
    }
    Policy {
        nb: "Listen med vitner kan ikke leses.",
        nn: "Lista med vitne kan ikkje lesast.",
        se: "Duođašteddjiid listtu ii sáhte lohkat.",
        en: "The list of witnesses cannot be read."
    }
    NotSigned {
        nb: "Ingen av nøklene du stoler på, har skrevet under.",
        nn: "Ingen av nøklane du stolar på, har skrive under.",
        se: "Ii oktage čoavdda masa luohtát, leat vuolláičállán.",
        en: "None of the keys that you trust has signed."
    }
    WrongSignature {
        nb: "En underskrift passer ikke. Noe er endret.",
        nn: "Ei underskrift passar ikkje. Noko er endra.",
        se: "Vuolláičála ii heive. Juoga lea rievdaduvvon.",
        en: "A signature does not fit. Something has been changed."
    }
    TooFewWitnesses {
        nb: "For få vitner har skrevet under.",
        nn: "For få vitne har skrive under.",
        se: "Menddo moadde duođašteaddji leat vuolláičállán.",
        en: "Too few witnesses have signed."
    }
    NotInTheTree {
        nb: "Beviset fører ikke fra oppslaget til loggboken. Noe er endret.",
        nn: "Beviset fører ikkje frå oppslaget til loggboka. Noko er endra.",
        se: "Duođaštus ii doalvvo ohcamis loggagirjái. Juoga lea rievdaduvvon.",
        en: "The proof does not lead from the lookup to the ledger. Something has been changed."
    }
    BrowserTooOld {
        nb: "Nettleseren kan ikke sjekke underskrifter (Ed25519). Bruk en nyere.",
        nn: "Nettlesaren kan ikkje sjekke underskrifter (Ed25519). Bruk ein nyare.",
        se: "Neahttalohkki ii sáhte dárkkistit vuolláičállagiid (Ed25519). Geavat ođđaseappo.",
        en: "The browser cannot check signatures (Ed25519). Use a newer one."
    }
    Unreadable {
        nb: "Filen kan ikke leses.",
        nn: "Fila kan ikkje lesast.",
        se: "Fiilla ii sáhte lohkat.",
        en: "The file cannot be read."
    }
}

impl CheckPhrase {
    /// What the script says, each by the name that it asks for.
    pub const SAID: &[(&str, Self)] = &[
        ("holds", Self::Holds),
        ("holds-not", Self::HoldsNot),
        ("proven-entry", Self::ProvenEntry),
        ("proven-signed", Self::ProvenSigned),
        ("proven-witnesses", Self::ProvenWitnesses),
        ("no-witnesses", Self::NoWitnesses),
        ("uncheckable", Self::Uncheckable),
        ("not-title", Self::NotTitle),
        ("not-true", Self::NotTrue),
        ("not-all", Self::NotAll),
        ("not-whom", Self::NotWhom),
        ("entry-title", Self::EntryTitle),
        ("too-large", Self::TooLarge),
        ("not-a-proof", Self::NotAProof),
        ("malformed", Self::Malformed),
        ("no-entry", Self::NoEntry),
        ("bad-key", Self::BadKey),
        ("no-key", Self::NoKey),
        ("policy", Self::Policy),
        ("not-signed", Self::NotSigned),
        ("wrong-signature", Self::WrongSignature),
        ("too-few-witnesses", Self::TooFewWitnesses),
        ("not-in-the-tree", Self::NotInTheTree),
        ("browser-too-old", Self::BrowserTooOld),
        ("unreadable", Self::Unreadable),
    ];
}

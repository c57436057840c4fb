//! The texts of the page where one checks a proof oneself, and what its script says.

use crate::page::phrases::phrases;
use crate::vocab::translated::Language;

phrases! { CheckPhrase, "A text of the page where a proof is checked.":
    Title { nb: "Sjekk et bevis selv", en: "Check a proof yourself" }
    Lead {
        nb: "Her kan du se om et oppslag virkelig står i loggboken. Nettleseren din regner det ut. \
             Ingenting blir sendt.",
        en: "Here you can see whether a lookup really is in the ledger. Your browser works it out. \
             Nothing is sent."
    }
    NeedsScript {
        nb: "Siden trenger JavaScript. Uten det kan du sjekke på din egen maskin, slik det står \
             nederst.",
        en: "The page needs JavaScript. Without it you can check on your own machine, as it says \
             at the end."
    }
    ProofFile { nb: "Bevis (en fil som du har lastet ned)", en: "Proof (a file you downloaded)" }
    ProofText { nb: "eller lim det inn her", en: "or paste it here" }
    EntryFile {
        nb: "Oppslaget, hvis det ikke står i beviset",
        en: "The lookup, if it is not in the proof"
    }
    Believed { nb: "Nøkler du stoler på", en: "Keys that you trust" }
    BelievedText {
        nb: "Loggbokens egen nøkkel står her. Bytt den med en du har fått fra noen andre enn oss, \
             hvis du vil være sikker. Du kan også lime inn en liste med vitner (tlog-policy).",
        en: "The ledger's own key is here. Replace it by one that you were given by someone other \
             than us, if you want to be sure. You may also paste a list of witnesses (tlog-policy)."
    }
    Check { nb: "Sjekk", en: "Check" }
    OfflineTitle { nb: "Uten nettleseren", en: "Without the browser" }
    Offline {
        nb: "Du trenger ikke stole på denne siden. Programmet Sluse sjekker det samme på din egen \
             maskin, uten nett:",
        en: "You need not trust this page. The program Sluse checks the same on your own machine, \
             without a network:"
    }

    // What the script says.
    Holds { nb: "Beviset holder", en: "The proof holds" }
    HoldsNot { nb: "Beviset holder ikke", en: "The proof does not hold" }
    ProvenEntry {
        nb: "Dette oppslaget, bokstav for bokstav, er nummer {index} i loggboken {origin}.",
        en: "This lookup, to the letter, is number {index} of the ledger {origin}."
    }
    ProvenSigned {
        nb: "Loggboken hadde {size} innslag da den skrev under, med denne nøkkelen:",
        en: "The ledger had {size} entries when it signed, with this key:"
    }
    ProvenWitnesses {
        nb: "{seen} av {known} vitner har sett den samme loggboken:",
        en: "{seen} of {known} witnesses saw the same ledger:"
    }
    NoWitnesses {
        nb: "Ingen vitner er spurt. Da kan loggboken ha vist andre noe annet.",
        en: "No witnesses were asked for. So the ledger may have shown others something else."
    }
    Uncheckable {
        nb: "Noen av nøklene er av et slag som nettlesere ikke kan sjekke. De er ikke regnet med.",
        en: "Some of the keys are of a kind that browsers cannot check. They were not counted."
    }
    NotTitle { nb: "Beviset sier ikke", en: "What the proof does not say" }
    NotTrue {
        nb: "at det som står der, er sant. Bare at det ble skrevet ned og ikke er endret.",
        en: "that what it says is true. Only that it was written down and has not been changed."
    }
    NotAll {
        nb: "at det ikke finnes flere oppslag om samme person.",
        en: "that there are no other lookups about the same person."
    }
    NotWhom {
        nb: "hvem det gjelder. Det er forseglet.",
        en: "whom it is about. That is sealed."
    }
    EntryTitle { nb: "Dette står i loggboken", en: "What the ledger says" }

    // Why it refuses, by the names that verify.js gives.
    TooLarge { nb: "Filen er for stor.", en: "The file is too large." }
    NotAProof {
        nb: "Filen er ikke et bevis. Den skal begynne med c2sp.org/tlog-proof@v1.",
        en: "The file is not a proof. It must begin with c2sp.org/tlog-proof@v1."
    }
    Malformed { nb: "Noe i beviset er ødelagt.", en: "Something in the proof is damaged." }
    NoEntry {
        nb: "Oppslaget står ikke i beviset. Velg filen med det.",
        en: "The lookup is not in the proof. Choose the file that has it."
    }
    BadKey { nb: "En av nøklene er ikke en nøkkel.", en: "One of the keys is not a key." }
    NoKey { nb: "Det er ingen nøkkel til noen loggbok.", en: "There is no key of any ledger." }
    Policy {
        nb: "Listen med vitner kan ikke leses.",
        en: "The list of witnesses cannot be read."
    }
    NotSigned {
        nb: "Ingen av nøklene du stoler på, har skrevet under.",
        en: "None of the keys that you trust has signed."
    }
    WrongSignature {
        nb: "En underskrift passer ikke. Noe er endret.",
        en: "A signature does not fit. Something has been changed."
    }
    TooFewWitnesses { nb: "For få vitner har skrevet under.", en: "Too few witnesses have signed." }
    NotInTheTree {
        nb: "Beviset fører ikke fra oppslaget til loggboken. Noe er endret.",
        en: "The proof does not lead from the lookup to the ledger. Something has been changed."
    }
    BrowserTooOld {
        nb: "Nettleseren kan ikke sjekke underskrifter (Ed25519). Bruk en nyere.",
        en: "The browser cannot check signatures (Ed25519). Use a newer one."
    }
    Unreadable { nb: "Filen kan ikke leses.", en: "The file cannot be read." }
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

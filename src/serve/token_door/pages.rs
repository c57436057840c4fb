//! The pages that `error_uri` points to: what was wrong, and how to mend it.

/// One error: its code, and in bokmål and English what was wrong and how to mend it.
struct Explained {
    code: &'static str,
    nb: (&'static str, &'static str),
    en: (&'static str, &'static str),
}

/// The page of this code.
pub(super) fn page(code: &str) -> Option<String> {
    let Explained { code, nb, en } = EXPLAINED.iter().find(|one| one.code == code)?;
    Some(format!(
        "<!DOCTYPE html>\n<html lang=\"nb\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{code}</title></head>\n\
         <body>\n<main>\n<h1>{code}</h1>\n<h2>Hva var galt?</h2>\n<p>{}</p>\n\
         <h2>Hva kan du gjøre?</h2>\n<p>{}</p>\n\
         <section lang=\"en\">\n<h2>What was wrong?</h2>\n<p>{}</p>\n\
         <h2>What can you do?</h2>\n<p>{}</p>\n</section>\n</main>\n</body>\n</html>\n",
        nb.0, nb.1, en.0, en.1
    ))
}

/// In the order of the codes. The texts hold no character that HTML gives a meaning.
const EXPLAINED: [Explained; 12] = [
    Explained {
        code: "MP-011",
        nb: (
            "Tokenet du sendte (assertion), kan ikke leses på én entydig måte, eller et felt i det \
             mangler, er ukjent eller har feil form.",
            "Se i error_description hvilket felt det gjelder. Vanlige årsaker er linjeskift i \
             tokenet, dato som tekst, og felt som ikke hører til i et grant.",
        ),
        en: (
            "The token that you sent (assertion) cannot be read in one way only, or a claim in it is \
             missing, unknown or malformed.",
            "error_description names the claim. Common causes are line breaks in the token, dates \
             as text, and claims that do not belong in a grant.",
        ),
    },
    Explained {
        code: "MP-012",
        nb: (
            "Tokenet, eller verdien i jti, er brukt før.",
            "Lag et nytt token med ny jti for hver forespørsel. Ikke send det samme på nytt, heller \
             ikke etter et avbrudd.",
        ),
        en: (
            "The token, or the value of jti, was used before.",
            "Make a new token with a new jti for each request. Do not send the same one again, not \
             even after an interruption.",
        ),
    },
    Explained {
        code: "MP-100",
        nb: (
            "iss er ikke en registrert klient, eller klienten har ingen nøkkel med denne kid.",
            "Kontroller klient-ID og kid, og at du bruker riktig miljø: test og produksjon har hver \
             sine klienter.",
        ),
        en: (
            "iss is not a registered client, or the client has no key with this kid.",
            "Check the client id and the kid, and that this is the right environment: test and \
             production have different clients.",
        ),
    },
    Explained {
        code: "MP-110",
        nb: (
            "aud er ikke utstederens identifikator.",
            "Sett aud til verdien av issuer i metadata, som én tekst og med skråstrek til slutt. \
             Adressen til token-endepunktet godtas ikke.",
        ),
        en: (
            "aud is not the issuer identifier.",
            "Set aud to the value of issuer in the metadata, as one text and with the slash at the \
             end. The address of the token endpoint is not accepted.",
        ),
    },
    Explained {
        code: "MP-121",
        nb: (
            "Nøkkelen er utløpt.",
            "Lag et nytt nøkkelpar, registrer den nye offentlige nøkkelen på klienten, og bruk dens \
             kid.",
        ),
        en: (
            "The key has expired.",
            "Make a new key pair, register the new public key on the client, and use its kid.",
        ),
    },
    Explained {
        code: "MP-123",
        nb: (
            "x5c i JWT-hodet er ikke en liste.",
            "Send x5c som en liste med sertifikatet i base64, eller bruk bare kid.",
        ),
        en: (
            "x5c in the JWT header is not an array.",
            "Send x5c as an array with the certificate in base64, or use kid alone.",
        ),
    },
    Explained {
        code: "MP-124",
        nb: (
            "Signaturen stemmer ikke med den registrerte nøkkelen, eller alg er ikke RS256, RS384 \
             eller RS512.",
            "Kontroller at du signerer med den private nøkkelen som hører til kid, og at tokenet ikke \
             endres etter signering.",
        ),
        en: (
            "The signature does not match the registered key, or alg is not RS256, RS384 or RS512.",
            "Check that you sign with the private key that belongs to kid, and that nothing changes \
             the token after it is signed.",
        ),
    },
    Explained {
        code: "MP-130",
        nb: (
            "Tokenet er utløpt.",
            "Kontroller klokken på maskinen din, og lag et nytt token for hver forespørsel. exp kan \
             være inntil 120 sekunder etter iat.",
        ),
        en: (
            "The token has expired.",
            "Check the clock of your machine, and make a new token for each request. exp may be up \
             to 120 seconds after iat.",
        ),
    },
    Explained {
        code: "MP-200",
        nb: (
            "Et av scopene er ikke registrert på klienten, eller har feil form.",
            "Registrer scopet på klienten, eller fjern det fra forespørselen. Flere scope skilles med \
             mellomrom.",
        ),
        en: (
            "One of the scopes is not registered on the client, or is malformed.",
            "Register the scope on the client, or leave it out. Several scopes are separated by \
             spaces.",
        ),
    },
    Explained {
        code: "MP-250",
        nb: (
            "Tilbyderen som eier scopet, har ikke gitt konsumenten tilgang til det.",
            "Be tilbyderen om tilgang. Ved delegering er det konsumenten som skal ha tilgang, ikke \
             leverandøren.",
        ),
        en: (
            "The provider that owns the scope has not given the consumer access to it.",
            "Ask the provider for access. With delegation it is the consumer that must have it, not \
             the supplier.",
        ),
    },
    Explained {
        code: "MP-251",
        nb: (
            "Konsumenten har ikke delegert scopet til leverandøren, eller delegeringen er utløpt.",
            "Be konsumenten om å delegere scopet til organisasjonen som eier klienten.",
        ),
        en: (
            "The consumer has not delegated the scope to the supplier, or the delegation has \
             expired.",
            "Ask the consumer to delegate the scope to the organisation that owns the client.",
        ),
    },
    Explained {
        code: "MP-301",
        nb: (
            "authorization_details har en type som ikke støttes her.",
            "Fjern authorization_details fra forespørselen.",
        ),
        en: (
            "authorization_details has a type that is not supported here.",
            "Leave authorization_details out of the request.",
        ),
    },
];

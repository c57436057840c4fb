//! The terms of the vocabularies that the catalogue is written in.

/// The prefixes of a catalogue that people read, and what each stands for.
pub const PREFIXES: &[(&str, &str)] = &[
    ("cpsv", "http://purl.org/vocab/cpsv#"),
    ("cpsvno", "https://data.norge.no/vocabulary/cpsvno#"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("dpv", "https://w3id.org/dpv#"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("gdpr", "https://w3id.org/dpv/legal/eu/gdpr#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The Core Public Service Vocabulary: rules.
pub(super) mod cpsv {
    use oxrdf::NamedNodeRef;

    pub(in crate::policy) const FOLLOWS: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/vocab/cpsv#follows");
    pub(in crate::policy) const IMPLEMENTS: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/vocab/cpsv#implements");
    pub(in crate::policy) const RULE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/vocab/cpsv#Rule");
}

/// Its Norwegian profile: kinds of rules.
pub(super) mod cpsvno {
    use oxrdf::NamedNodeRef;

    pub(in crate::policy) const RULE_FOR_DISCLOSURE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://data.norge.no/vocabulary/cpsvno#ruleForDisclosure");
}

/// The Data Catalog Vocabulary.
pub(super) mod dcat {
    use oxrdf::NamedNodeRef;

    pub(in crate::policy) const CATALOG: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#Catalog");
    pub(in crate::policy) const CONTACT_POINT: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#contactPoint");
    pub(in crate::policy) const DATA_SERVICE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#DataService");
    pub(in crate::policy) const END_DATE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#endDate");
    pub(in crate::policy) const ENDPOINT_DESCRIPTION: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#endpointDescription");
    pub(in crate::policy) const ENDPOINT_URL: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#endpointURL");
    pub(in crate::policy) const KEYWORD: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#keyword");
    pub(in crate::policy) const MEDIA_TYPE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#mediaType");
    pub(in crate::policy) const SERVICE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#service");
    pub(in crate::policy) const START_DATE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/dcat#startDate");
}

/// The European profile of DCAT.
pub(super) mod dcatap {
    use oxrdf::NamedNodeRef;

    pub(in crate::policy) const APPLICABLE_LEGISLATION: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://data.europa.eu/r5r/applicableLegislation");
}

/// Dublin Core.
pub(super) mod dct {
    use oxrdf::NamedNodeRef;

    pub(in crate::policy) const ACCESS_RIGHTS: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/accessRights");
    pub(in crate::policy) const DESCRIPTION: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/description");
    pub(in crate::policy) const FORMAT: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/format");
    pub(in crate::policy) const IDENTIFIER: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/identifier");
    pub(in crate::policy) const PERIOD_OF_TIME: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/PeriodOfTime");
    pub(in crate::policy) const PUBLISHER: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/publisher");
    pub(in crate::policy) const TEMPORAL: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/temporal");
    pub(in crate::policy) const TITLE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/title");
    pub(in crate::policy) const TYPE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://purl.org/dc/terms/type");
}

/// The Data Privacy Vocabulary.
pub(super) mod dpv {
    use oxrdf::NamedNodeRef;

    pub(in crate::policy) const NAMESPACE: &str = "https://w3id.org/dpv#";
    pub(in crate::policy) const HAS_LEGAL_BASIS: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/dpv#hasLegalBasis");
    pub(in crate::policy) const HAS_PURPOSE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("https://w3id.org/dpv#hasPurpose");
}

/// The European Legislation Identifier.
pub(super) mod eli {
    use oxrdf::NamedNodeRef;

    pub(in crate::policy) const LEGAL_RESOURCE: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://data.europa.eu/eli/ontology#LegalResource");
}

/// Friend of a Friend: agents.
pub(super) mod foaf {
    use oxrdf::NamedNodeRef;

    pub(in crate::policy) const AGENT: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://xmlns.com/foaf/0.1/Agent");
}

/// vCard: how to reach somebody.
pub(super) mod vcard {
    use oxrdf::NamedNodeRef;

    pub(in crate::policy) const HAS_EMAIL: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2006/vcard/ns#hasEmail");
    pub(in crate::policy) const HAS_URL: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2006/vcard/ns#hasURL");
    pub(in crate::policy) const ORGANIZATION: NamedNodeRef<'_> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2006/vcard/ns#Organization");
}

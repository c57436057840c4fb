//! FHIR R4 `AuditEvent`s, one on each line (as FHIR's bulk data has resources), by the patterns of IHE BALP
//! 1.1.3 (Basic Audit Log Patterns).
//!
//! | member | from |
//! | --- | --- |
//! | `id` | the entry's index |
//! | `meta.profile` | of a reading: `IHE.BasicAudit.PatientRead`, or `IHE.BasicAudit.Read` when it is about nobody |
//! | `type`, `subtype` | readings and refusals: `rest`, `read`, and of a reading `disclose` (ISO 21089). Tokens: DICOM 110114. Looks into the ledger: 110101. All else: 110100 |
//! | `action`, `outcome`, `outcomeDesc` | `R` for a reading, `E` else, `D` for an erasure; 0, or 8 with the reason of a refusal |
//! | `recorded` | `at` |
//! | `purposeOfEvent.text` | the purpose; it is the policies' own word, of no code system |
//! | `agent` Destination Role (110152) | the client that was used |
//! | `agent` Source Role (110153) | the service that answered |
//! | `agent` information recipient (IRCP) | the consumer; `requestor` when a client of it or for it asked |
//! | `agent` with a `role` | the supplier, and the customer of a system user |
//! | `source.observer` | the log's name |
//! | `entity` System Object, Domain Resource | the service; in `detail` kind, scope, policies, fields |
//! | `entity` Person, Patient | there, and *masked*: see below |
//!
//! BALP wants the patient in `PatientRead`, and where client and server were on the network. Whom an entry is
//! about is sealed, and network addresses are not in the ledger. So these elements are there with FHIR's
//! data-absent-reason instead of a value: `masked` and `unknown`. The end user is sealed, too, so
//! the information recipient is the organisation.
//!
//! The service asked may have been a search: an entry is about one person and does not say.

use super::json::{self, List, Object};
use super::{Open, Origin};
use crate::ledger::row::Columns;

/// BALP's profiles; the guide's canonical address is `https://profiles.ihe.net/ITI/BALP`.
const PATIENT_READ: &str =
    "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead";
const READ: &str = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.Read";

const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/// Numbers of Enhetsregisteret, as Norwegian profiles (no-basis) name them.
const ORGANISATION: &str = "urn:oid:2.16.578.1.12.4.1.4.101";

/// A code with its system and its words.
type Code = [&'static str; 3];

const REST: Code =
    ["http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "Restful Operation"];
const INTERACTION: Code = ["http://hl7.org/fhir/restful-interaction", "read", "read"];
const DISCLOSE: Code = [
    "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle",
    "disclose",
    "Disclose Record Lifecycle Event",
];
const USER_AUTHENTICATION: Code = [DICOM, "110114", "User Authentication"];
const AUDIT_LOG_USED: Code = [DICOM, "110101", "Audit Log Used"];
const APPLICATION_ACTIVITY: Code = [DICOM, "110100", "Application Activity"];
const DESTINATION: Code = [DICOM, "110152", "Destination Role ID"];
const SOURCE: Code = [DICOM, "110153", "Source Role ID"];
const RECIPIENT: Code =
    ["http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", "information recipient"];
const SERVER: Code =
    ["http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server"];
const ENTITY: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
const ROLE: &str = "http://terminology.hl7.org/CodeSystem/object-role";

/// Writes one line.
pub(super) fn write(out: &mut Vec<u8>, origin: &Origin, open: &Open<'_>) {
    let columns = &open.columns;
    let kind = &*columns.kind;
    let is_reading = kind == "reading";
    let is_refusal = matches!(kind, "refusal" | "token-refusal");
    json::object(out, |event| {
        event.text("resourceType", "AuditEvent");
        event.digits("id", open.index);
        if is_reading {
            let profile = if open.row.is_about_a_person() { PATIENT_READ } else { READ };
            event.object("meta", |meta| meta.list("profile", |list| list.text(profile)));
        }
        types(event, kind);
        let action = if matches!(kind, "reading" | "refusal" | "look") { "R" } else { "E" };
        event.text("action", if kind == "erasure" { "D" } else { action });
        event.text("recorded", &open.row.at);
        event.text("outcome", if is_refusal { "8" } else { "0" });
        event.some("outcomeDesc", columns.reason.as_deref());
        if let Some(purpose) = &columns.purpose {
            event.list("purposeOfEvent", |list| list.object(|it| it.text("text", purpose)));
        }
        event.list("agent", |list| agents(list, origin, columns, is_reading));
        event.object("source", |source| {
            identified(source, "observer", None, &origin.name);
            source.list("type", |list| list.object(|it| code(it, SERVER)));
        });
        event.list("entity", |list| entities(list, open, is_reading || kind == "refusal"));
    });
    out.push(b'\n');
}

fn types(event: &mut Object<'_>, kind: &str) {
    let (what, more): (Code, &[Code]) = match kind {
        "reading" => (REST, &[INTERACTION, DISCLOSE]),
        "refusal" => (REST, &[INTERACTION]),
        "token" | "token-refusal" => (USER_AUTHENTICATION, &[]),
        "look" => (AUDIT_LOG_USED, &[]),
        _ => (APPLICATION_ACTIVITY, &[]),
    };
    event.object("type", |it| code(it, what));
    if !more.is_empty() {
        event.list("subtype", |list| {
            for one in more {
                list.object(|it| code(it, *one));
            }
        });
    }
}

fn agents(list: &mut List<'_>, origin: &Origin, columns: &Columns<'_>, is_reading: bool) {
    let nobody = columns.client.is_none() && columns.consumer.is_none();
    if let Some(client) = &columns.client {
        list.object(|agent| {
            concept(agent, "type", DESTINATION);
            identified(agent, "who", columns.issuer.as_deref(), client);
            agent.flag("requestor", columns.consumer.is_none());
            agent.object("network", |network| absent(network, "unknown"));
        });
    }
    if is_reading || nobody {
        list.object(|agent| {
            concept(agent, "type", SOURCE);
            identified(agent, "who", None, columns.service.as_deref().unwrap_or(&origin.name));
            agent.flag("requestor", false);
            agent.object("network", |network| absent(network, "unknown"));
        });
    }
    if let Some(consumer) = &columns.consumer {
        list.object(|agent| {
            concept(agent, "type", RECIPIENT);
            identified(agent, "who", Some(ORGANISATION), consumer);
            // Where no client was used the organisation is who the event is to do with, and asked nothing.
            agent.flag("requestor", columns.client.is_some());
        });
    }
    for (role, who) in [("supplier", &columns.supplier), ("customer", &columns.customer)] {
        let Some(who) = who else { continue };
        list.object(|agent| {
            agent.list("role", |list| list.object(|it| it.text("text", role)));
            identified(agent, "who", Some(ORGANISATION), who);
            agent.flag("requestor", false);
        });
    }
}

fn entities(list: &mut List<'_>, open: &Open<'_>, is_asked: bool) {
    let columns = &open.columns;
    list.object(|entity| {
        if let Some(service) = columns.service.as_deref().filter(|_| is_asked) {
            identified(entity, "what", None, service);
            entity.object("type", |it| code(it, [ENTITY, "2", "System Object"]));
            entity.object("role", |it| code(it, [ROLE, "4", "Domain Resource"]));
        } else {
            entity.object("type", |it| code(it, [ENTITY, "4", "Other"]));
        }
        entity.list("detail", |list| details(list, open, is_asked));
    });
    if is_asked && open.row.is_about_a_person() {
        list.object(|entity| {
            entity.object("what", |what| {
                absent(what, "masked");
                what.text("type", "Patient");
            });
            entity.object("type", |it| code(it, [ENTITY, "1", "Person"]));
            entity.object("role", |it| code(it, [ROLE, "1", "Patient"]));
        });
    }
}

fn details(list: &mut List<'_>, open: &Open<'_>, is_asked: bool) {
    let columns = &open.columns;
    detail(list, "kind", &columns.kind);
    // What columns do not say of other events, the event itself says.
    if !is_asked {
        return detail(list, "event", open.row.event.get());
    }
    if let Some(scope) = &columns.scope {
        detail(list, "scope", scope);
    }
    if let Some(policies) = columns.policies {
        detail(list, "policies", &policies.to_string());
    }
    for field in columns.fields.iter().flatten() {
        detail(list, "field", field);
    }
}

fn detail(list: &mut List<'_>, what: &str, said: &str) {
    list.object(|detail| {
        detail.text("type", what);
        detail.text("valueString", said);
    });
}

/// A reference by an identifier.
fn identified(object: &mut Object<'_>, name: &str, system: Option<&str>, value: &str) {
    object.object(name, |who| {
        who.object("identifier", |identifier| {
            identifier.some("system", system);
            identifier.text("value", value);
        });
    });
}

fn concept(object: &mut Object<'_>, name: &str, one: Code) {
    object.object(name, |concept| {
        concept.list("coding", |list| list.object(|it| code(it, one)));
    });
}

fn code(object: &mut Object<'_>, [system, code, display]: Code) {
    object.text("system", system);
    object.text("code", code);
    object.text("display", display);
}

/// Why there is no value.
fn absent(object: &mut Object<'_>, why: &str) {
    object.list("extension", |list| {
        list.object(|extension| {
            extension.text("url", ABSENT);
            extension.text("valueCode", why);
        });
    });
}

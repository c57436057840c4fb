//! What the list says.

use super::browser::{Browser, Got, House};
use super::sample::{KARI, POLICIES, asker, reading, reading_at, record, refusal, whom};
use hyper::StatusCode;
use serde_json::{Value, json};
use sluse::ledger::entry::{Event, Held, Reading};
use sluse::vocab::basis::{LawUrl, Statute};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use sluse::vocab::time::Day;
use sluse::web::{Record, Witnessed};

/// The text of a page without its markup.
pub(super) fn words(got: &Got) -> String {
    let mut text = String::new();
    let mut inside = false;
    for character in got.element("main").chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(character),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn list(house: &House, target: &str) -> Got {
    let got = Browser::login(house, KARI).await.get(house, target).await;
    assert_eq!(got.status, StatusCode::OK);
    got
}

/// A reading that the person was shown half a year later.
fn released_reading() -> Record {
    let mut record = reading_at(10, "2026-07-01T22:05:00Z", KARI);
    let law = LawUrl::parse("https://lovdata.no/eli/lov/1981/05/22/25").unwrap();
    let basis = Statute { law, section: "§ 242 a".to_owned() };
    record.entry.held = Some(Held { until: Day::parse("2027-01-02").unwrap(), basis });
    record.released = Some("2027-01-02T23:30:00Z".parse().unwrap());
    record
}

#[tokio::test]
async fn a_reading_that_was_held_says_until_when_and_on_which_law() {
    let house = House::new();
    house.shelf.put(released_reading());
    let page = list(&house, "/readings").await;
    let text = words(&page);
    for part in [
        "søndag 3. januar 2027 Opptak i barnehage",
        "kl. 00:05",
        "Vist senere Oppslaget ble gjort torsdag 2. juli 2026. Det skulle ikke vises deg før lørdag 2. januar 2027.",
        "Loven åpner for det: lov 22. mai 1981 nr. 25 § 242 a .",
    ] {
        assert!(text.contains(part), "{part}\nin\n{text}");
    }
    assert!(page.body.contains("<a href=\"https://lovdata.no/eli/lov/1981/05/22/25\""));
    let english = words(&list(&house, "/readings?lang=en").await);
    let said = "It was not to be shown to you before Saturday 2 January 2027.";
    assert!(english.contains(said), "{english}");
    let json = Browser::login(&house, KARI).await.get(&house, "/me/readings").await;
    let document: Value = serde_json::from_str(&json.body).unwrap();
    let reading = &document["readings"][0];
    assert_eq!(reading["at"], "2026-07-01T22:05:00.000Z");
    let delayed = json!({
        "until": "2027-01-02", "law": "https://lovdata.no/eli/lov/1981/05/22/25",
        "section": "§ 242 a", "released": "2027-01-02T23:30:00.000Z",
    });
    assert_eq!(reading["delayed"], delayed);
}

#[tokio::test]
async fn a_reading_says_who_why_what_and_what_not() {
    let house = House::new();
    house.shelf.put(reading_at(10, "2026-07-01T22:05:00Z", KARI));
    let page = list(&house, "/readings").await;
    let text = words(&page);
    for part in [
        "torsdag 2. juli 2026",
        "Opptak i barnehage",
        "Testby kommune fikk 2 opplysninger om deg kl. 00:05",
        "Testby kommune (org.nr. 312143046)",
        "lov 17. juni 2005 nr. 64 § 16",
        "Det trengs for en oppgave som loven gir det offentlige. (personvernforordningen artikkel 6(1)(e))",
        "Hentet fra Personregister (Personregisteret)",
        "Sak 2026/1234",
        "En saksbehandler. Virksomheten vet hvem.",
        "Fikk vite 2 ting: Fornavn, Fødselsdato (bare som alder i hele år)",
        "Fornavn Hvorfor: Barnet må kunne kjennes igjen",
        "Fødselsdato – bare som alder i hele år, ikke selve datoen Hvorfor: Retten avhenger av alder",
        "4 ting ble holdt tilbake",
        "Etternavn Vei og 2 deler til, som vi ikke har navn på",
        "Nummer 10 i loggboken · Offentliggjort",
    ] {
        assert!(text.contains(part), "{part}\nin\n{text}");
    }
    assert!(page.body.contains("<a href=\"https://lovdata.no/eli/lov/2005/06/17/64\""));
    assert!(page.body.contains("<time datetime=\"2026-07-01T22:05:00.000Z\">00:05</time>"));
    assert!(!page.body.contains("Berit"), "the case worker's name is not shown");
}

#[tokio::test]
async fn a_refused_request_is_marked_and_says_why() {
    let house = House::new();
    house.shelf.put(record(12, "2026-11-21T10:00:00Z", refusal("consumer-not-named"), whom(KARI)));
    let text = words(&list(&house, "/readings").await);
    assert!(text.contains("Avslått: ingenting ble utlevert"), "{text}");
    assert!(text.contains("Testby kommune spurte om deg, men fikk ingenting"), "{text}");
    assert!(text.contains("Reglene gir ikke denne virksomheten lov til det."), "{text}");
    assert!(!text.contains("Fikk vite"), "{text}");
    assert!(!text.contains("lov 17. juni"), "a refusal rests on no law: {text}");
}

#[tokio::test]
async fn each_reason_that_concerns_a_person_has_its_own_words() {
    let house = House::new();
    let reasons = [
        "purpose-unknown",
        "purpose-of-other-scope",
        "consumer-not-named",
        "supplier-not-allowed",
        "policy-not-yet-valid",
        "policy-expired",
        "case-reference-missing",
        "end-user-missing",
        "other-person",
        "other-case",
        "consent-ended",
        "field-not-permitted",
        "query-not-permitted",
        "too-fast",
        "provider-has-nothing",
        "provider-too-slow",
        "a-reason-of-a-later-version",
    ];
    for (index, reason) in (20..).zip(reasons) {
        house.shelf.put(record(index, "2026-11-21T10:00:00Z", refusal(reason), whom(KARI)));
    }
    let got = Browser::login(&house, KARI).await.get(&house, "/me/readings").await;
    let document: Value = serde_json::from_str(&got.body).unwrap();
    let texts = document["readings"].as_array().unwrap().iter();
    let mut texts: Vec<&str> = texts.map(|one| one["reason"]["text"].as_str().unwrap()).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), reasons.len());
}

#[tokio::test]
async fn no_reason_that_the_gateway_gives_is_told_in_general_words() {
    let sources = ["src/gateway/refused.rs", "src/policy/refused.rs", "src/token/accept.rs"];
    let mut codes = std::collections::BTreeSet::from(["a-reason-of-a-later-version".to_owned()]);
    for source in sources {
        let text = std::fs::read_to_string(source).unwrap();
        let after = text.split("=> \"").skip(1).filter_map(|rest| rest.split_once('"'));
        codes.extend(after.map(|(code, _)| code.to_owned()));
    }
    assert!(codes.len() > 60, "{codes:?}");
    // These are never written down: the ledger cannot write, or there is nobody to tell.
    for own in ["ledger-busy", "ledger-failed", "clock-wrong", "no-such-service"] {
        codes.remove(own);
    }
    let house = House::new();
    for (index, code) in (20..).zip(&codes) {
        house.shelf.put(record(index, "2026-11-21T10:00:00Z", refusal(code), whom(KARI)));
    }
    let got = Browser::login(&house, KARI).await.get(&house, "/me/readings.json").await;
    let document: Value = serde_json::from_str(&got.body).unwrap();
    let readings = document["readings"].as_array().unwrap();
    assert_eq!(readings.len(), codes.len());
    let general = readings.iter().filter(|one| one["reason"]["text"] == "De fulgte ikke reglene.");
    let general: Vec<_> = general.map(|one| one["reason"]["code"].as_str().unwrap()).collect();
    assert_eq!(general, ["a-reason-of-a-later-version"]);
}

#[tokio::test]
async fn a_supplier_is_named_beside_the_one_it_asks_for() {
    let house = House::new();
    let mut asker = asker();
    asker.supplier = Some(Organisation::parse("313040402").unwrap());
    let reading = Reading { asker, ..reading() };
    let mut whom = whom(KARI);
    whom.end_user = None;
    house.shelf.put(record(10, "2026-11-21T10:00:00Z", Event::Reading(reading), whom));
    let text = words(&list(&house, "/readings").await);
    assert!(
        text.contains("Oppvekstdrift AS (org.nr. 313040402) spurte på vegne av Testby kommune."),
        "{text}"
    );
    assert!(text.contains("Ingen person er oppgitt. Det kan være et datasystem."), "{text}");
}

#[tokio::test]
async fn a_customer_is_named_when_a_system_asked_as_its_user() {
    let house = House::new();
    let mut asker = asker();
    asker.customer = Some(Organisation::parse("313040402").unwrap());
    let reading = Reading { asker, ..reading() };
    house.shelf.put(record(10, "2026-11-21T10:00:00Z", Event::Reading(reading), whom(KARI)));
    let text = words(&list(&house, "/readings").await);
    assert!(text.contains("På vegne av Oppvekstdrift AS"), "{text}");
    let got = Browser::login(&house, KARI).await.get(&house, "/me/readings").await;
    let document: Value = serde_json::from_str(&got.body).unwrap();
    assert_eq!(document["readings"][0]["customer"]["number"], "313040402");
}

#[tokio::test]
async fn what_is_too_new_to_be_published_says_so() {
    let house = House::new();
    house.shelf.put(reading_at(99, "2026-11-21T10:00:00Z", KARI));
    house.shelf.put(reading_at(100, "2026-11-21T10:00:01Z", KARI));
    let text = words(&list(&house, "/readings").await);
    assert!(text.contains("Nummer 99 i loggboken · Offentliggjort"), "{text}");
    assert!(text.contains("Nummer 100 i loggboken · Venter på å bli offentliggjort"), "{text}");
}

#[tokio::test]
async fn what_nobody_has_words_for_is_shown_as_it_stands() {
    let house = House::new();
    let consumer = Organisation::parse("999999999").unwrap();
    let mut asker = asker();
    asker.consumer = consumer;
    let reading = Reading { asker, policies: EntryIndex(POLICIES.0 - 1), ..reading() };
    house.shelf.put(record(10, "2026-11-21T10:00:00Z", Event::Reading(reading), whom(KARI)));
    let page = list(&house, "/readings").await;
    for part in [
        "<code>opptak</code>",
        "<code>register.person</code>",
        "<code>navn[].fornavn</code>",
        "org.nr. 999999999",
        "Virksomhet 999999999</strong>",
    ] {
        assert!(page.body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn what_a_consumer_writes_cannot_become_markup() {
    let house = House::new();
    let mut hostile = whom(KARI);
    hostile.case_reference =
        Some("</dd><script>alert('x')</script>\" onclick=\"&amp;\u{202E}".to_owned());
    house.shelf.put(record(10, "2026-11-21T10:00:00Z", Event::Reading(reading()), hostile));
    let page = list(&house, "/readings").await;
    let escaped = "&lt;/dd&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; onclick=&quot;\
                   &amp;amp;\u{FFFD}";
    assert!(page.body.contains(escaped), "{}", page.body);
}

#[tokio::test]
async fn the_list_is_newest_first_by_day_and_can_be_turned() {
    let house = House::new();
    for index in 0..45 {
        let at = format!("2026-11-{:02}T10:00:00Z", 1 + index / 3);
        house.shelf.put(reading_at(index, &at, KARI));
    }
    let first = list(&house, "/readings").await;
    let places: Vec<usize> =
        (25..45).map(|index| first.body.find(&format!("id=\"r{index}\"")).unwrap()).collect();
    assert!(places.windows(2).all(|pair| pair[0] > pair[1]));
    assert!(!first.body.contains("id=\"r24\""));
    assert_eq!(first.body.matches("class=\"day\"").count(), 7);
    assert!(first.body.contains("href=\"/readings?before=25\""));
    assert!(!first.body.contains("Til de nyeste"));

    let last = list(&house, "/readings?before=5").await;
    assert!(last.body.contains("id=\"r4\"") && last.body.contains("id=\"r0\""));
    assert!(last.body.contains("Til de nyeste") && !last.body.contains("Eldre oppslag"));
    assert!(last.body.contains("href=\"/readings?before=5&amp;lang=en\""));

    let none = list(&house, "/readings?before=0").await;
    assert!(words(&none).contains("Det er ingen eldre oppslag."));
}

#[tokio::test]
async fn exactly_one_page_has_no_next() {
    let house = House::new();
    for index in 0..20 {
        house.shelf.put(reading_at(index, "2026-11-21T10:00:00Z", KARI));
    }
    let page = list(&house, "/readings").await;
    assert!(page.body.contains("id=\"r0\"") && !page.body.contains("Eldre oppslag"));
}

#[tokio::test]
async fn who_has_not_been_looked_up_is_told_so() {
    let house = House::new();
    let text = words(&list(&house, "/readings").await);
    assert!(text.contains("Ingen har hentet opplysninger om deg gjennom Sluse."), "{text}");
}

#[tokio::test]
async fn the_json_says_the_same() {
    let house = House::new();
    for index in 0..21 {
        house.shelf.put(reading_at(index, "2026-11-21T10:00:00Z", KARI));
    }
    let mut browser = Browser::login(&house, KARI).await;
    browser.accept_language = Some("en");
    let got = browser.get(&house, "/me/readings").await;
    assert_eq!(got.head["content-type"], "application/json");
    let document: Value = serde_json::from_str(&got.body).unwrap();
    assert_eq!(document["next"], "/me/readings?before=1");
    assert_eq!(document["readings"].as_array().unwrap().len(), 20);
    let first = &document["readings"][0];
    assert_eq!(first["index"], 20);
    assert_eq!(first["at"], "2026-11-21T10:00:00.000Z");
    assert_eq!(first["outcome"], "disclosed");
    assert_eq!(first["consumer"]["name"], "Testby kommune");
    assert_eq!(first["supplier"], Value::Null);
    assert_eq!(first["purpose"]["title"], "Kindergarten admission");
    assert_eq!(first["basis"]["section"], "§ 16");
    assert_eq!(first["fields"][1]["path"], "foedselsdato");
    assert_eq!(first["fields"][1]["name"], "Date of birth");
    assert_eq!(first["fields"][1]["form"], "age-in-years");
    assert_eq!(first["withheld"][0]["name"], "Family name");
    assert_eq!(first["withheld_unnamed"], 2);
    assert_eq!(first["by_case_worker"], true);
    assert!(!got.body.contains("Berit"));
    assert_eq!(document["witnessed"], Value::Null);
    let last = browser.get(&house, "/me/readings?before=1").await;
    let last: Value = serde_json::from_str(&last.body).unwrap();
    assert_eq!(last["next"], Value::Null);
}

#[tokio::test]
async fn the_list_says_who_has_witnessed_the_ledger_and_when_that_is_too_long_ago() {
    let house = House::new();
    house.shelf.put(reading_at(1, "2026-11-21T10:00:00Z", KARI));
    let mut browser = Browser::login(&house, KARI).await;
    browser.accept_language = Some("nb");
    let page = browser.get(&house, "/readings").await.body;
    assert!(!page.contains("vitne"), "a ledger without witnesses says nothing of them");
    let by = vec!["Nabo <etat>".to_owned(), "Tredje etat".to_owned()];
    let mut witnessed = Witnessed { by, of: 3, late: false };
    *house.shelf.witnessed.lock().unwrap() = Some(witnessed.clone());
    let page = browser.get(&house, "/readings").await.body;
    assert!(page.contains("bevitnet av Nabo &lt;etat&gt;, Tredje etat (2 av 3)."), "{page}");
    assert!(!page.contains("for lenge siden"), "{page}");
    (witnessed.by, witnessed.late) = (Vec::new(), true);
    *house.shelf.witnessed.lock().unwrap() = Some(witnessed);
    let page = browser.get(&house, "/readings").await.body;
    assert!(page.contains("ikke bevitnet av noen ennå"), "{page}");
    assert!(page.contains("for lenge siden nok vitner bekreftet"), "{page}");
    let got = browser.get(&house, "/me/readings").await;
    let document: Value = serde_json::from_str(&got.body).unwrap();
    assert_eq!(document["witnessed"], serde_json::json!({ "by": [], "of": 3, "late": true }));
}

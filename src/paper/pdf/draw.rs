//! Drawn by krilla, which refuses what does not meet the standards.

use super::Unwritable;
use super::face::Faces;
use super::sheet::{Bookmark, Branch, Kid, Owner, Piece, Slot};
use super::write::LaidOut;
use crate::paper::{About, Document};
use crate::vocab::time::Timestamp;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::{luma, rgb};
use krilla::configure::ConfigurationBuilder;
use krilla::configure::validate::{Accessibility, Archival};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Quadrilateral, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::{Fill, Paint};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TagGroup, TagTree};
use krilla::{Document as Pdf, SerializeSettings};

/// The pieces that were drawn for each slot.
type Drawn = Vec<Vec<Identifier>>;

pub(super) fn document(
    document: &Document,
    faces: &Faces,
    laid_out: &LaidOut<'_>,
) -> Result<Vec<u8>, Unwritable> {
    let mut pdf = Pdf::new_with(settings()?);
    let sheet = &laid_out.sheet;
    let size = PageSettings::from_wh(sheet.width, sheet.height).ok_or(Unwritable::Standard)?;
    let mut drawn: Drawn = vec![Vec::new(); sheet.slots];
    for pieces in &sheet.pages {
        let mut page = pdf.start_page_with(size.clone());
        let mut surface = page.surface();
        for piece in pieces {
            draw(&mut surface, faces, piece, &mut drawn);
        }
        surface.finish();
        for piece in pieces {
            link(&mut page, piece, &mut drawn);
        }
        page.finish();
    }
    let about = document.about();
    pdf.set_metadata(metadata(about)?);
    pdf.set_outline(outline(&sheet.bookmarks));
    let mut tree = TagTree::new().with_lang(Some(about.language.tag().to_owned()));
    for branch in &laid_out.branches {
        tree.push(group(branch, &drawn));
    }
    pdf.set_tag_tree(tree);
    pdf.finish().map_err(|error| {
        tracing::error!(%error, "a document does not meet PDF/A-2a and PDF/UA-1");
        Unwritable::Standard
    })
}

fn settings() -> Result<SerializeSettings, Unwritable> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| Unwritable::Standard)?;
    Ok(SerializeSettings { configuration, ..SerializeSettings::default() })
}

fn metadata(about: &About) -> Result<Metadata, Unwritable> {
    let made = date_time(about.made).ok_or(Unwritable::Standard)?;
    Ok(Metadata::new()
        .title(about.title.clone())
        .description(about.description.clone())
        .authors(vec![about.author.clone()])
        .creator("sluse".to_owned())
        .language(about.language.tag().to_owned())
        .creation_date(made))
}

fn date_time(time: Timestamp) -> Option<DateTime> {
    let utc = jiff::Timestamp::from_second(i64::try_from(time.seconds()).ok()?).ok()?;
    let utc = utc.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).ok();
    Some(
        DateTime::new(u16::try_from(utc.year()).ok()?)
            .month(part(utc.month())?)
            .day(part(utc.day())?)
            .hour(part(utc.hour())?)
            .minute(part(utc.minute())?)
            .second(part(utc.second())?)
            .utc_offset_hour(0)
            .utc_offset_minute(0),
    )
}

fn fill(paint: impl Into<Paint>) -> Fill {
    Fill {
        paint: paint.into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::NonZero,
    }
}

/// Links have another colour and a line below them: neither says it alone.
fn colour(linked: bool) -> Fill {
    if linked { fill(rgb::Color::new(11, 93, 102)) } else { fill(luma::Color::black()) }
}

fn draw(surface: &mut Surface<'_>, faces: &Faces, piece: &Piece, drawn: &mut Drawn) {
    match piece {
        Piece::Text { x, baseline, weight, size, text, linked, language, owner } => {
            let face = faces.of(*weight);
            let glyphs = face.glyphs(text);
            let tag = match owner {
                Owner::Content(_) => {
                    let language = language.map(crate::vocab::translated::Language::tag);
                    ContentTag::Span(SpanTag::empty().with_lang(language))
                }
                Owner::Repeated => artifact(ArtifactType::PaginationOther),
                Owner::Foot => artifact(ArtifactType::Footer),
            };
            surface.set_fill(Some(colour(*linked)));
            let identifier = surface.start_tagged(tag);
            let start = Point::from_xy(*x, *baseline);
            surface.draw_glyphs(start, &glyphs, face.font.clone(), text, *size, false);
            surface.end_tagged();
            if let Owner::Content(slot) = owner {
                keep(drawn, *slot, identifier);
            }
        }
        Piece::Rule { x, y, width, linked } => {
            let mut path = PathBuilder::new();
            let Some(line) = Rect::from_xywh(*x, *y, *width, 0.5) else { return };
            path.push_rect(line);
            let Some(path) = path.finish() else { return };
            let grey = fill(luma::Color::new(150));
            surface.set_fill(Some(if *linked { colour(true) } else { grey }));
            surface.start_tagged(artifact(ArtifactType::Layout));
            surface.draw_path(&path);
            surface.end_tagged();
        }
        Piece::Link { .. } => {}
    }
}

const fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact { kind, bbox: None })
}

fn keep(drawn: &mut Drawn, slot: Slot, identifier: Identifier) {
    if let Some(pieces) = drawn.get_mut(slot.0) {
        pieces.push(identifier);
    }
}

fn link(page: &mut Page<'_>, piece: &Piece, drawn: &mut Drawn) {
    let Piece::Link { x, y, width, height, address, says, slot } = piece else { return };
    let corners = [(0.0, *height), (*width, *height), (*width, 0.0), (0.0, 0.0)];
    let corner = |(right, down): (f32, f32)| Point::from_xy(x + right, y + down);
    let area = Quadrilateral(corners.map(corner));
    let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
    let link = LinkAnnotation::new_with_quad_points(vec![area], target);
    let identifier = page.add_tagged_annotation(Annotation::new_link(link, Some(says.clone())));
    keep(drawn, *slot, identifier);
}

fn group(branch: &Branch, drawn: &Drawn) -> TagGroup {
    let mut made = TagGroup::new(branch.tag.clone());
    for kid in &branch.kids {
        match kid {
            Kid::Branch(inner) => made.push(group(inner, drawn)),
            Kid::Slot(slot) => {
                for identifier in drawn.get(slot.0).into_iter().flatten() {
                    made.push(*identifier);
                }
            }
        }
    }
    made
}

/// The headings, each below the one that it is a part of.
fn outline(bookmarks: &[Bookmark]) -> Outline {
    let mut outline = Outline::new();
    let mut rest = bookmarks;
    while let Some((first, after)) = rest.split_first() {
        let (node, left) = node(first, after);
        outline.push_child(node);
        rest = left;
    }
    outline
}

fn node<'a>(bookmark: &Bookmark, mut rest: &'a [Bookmark]) -> (OutlineNode, &'a [Bookmark]) {
    let destination = XyzDestination::new(bookmark.page, Point::from_xy(0.0, bookmark.y));
    let mut made = OutlineNode::new(bookmark.text.clone(), destination).with_open(true);
    while let Some((next, after)) = rest.split_first() {
        if next.level <= bookmark.level {
            break;
        }
        let (inner, left) = node(next, after);
        made.push_child(inner);
        rest = left;
    }
    (made, rest)
}

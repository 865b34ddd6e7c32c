//! `boards.csv`, which a pack may have: People's Inspection Boards and Community Investment Supervision Boards. Each oversees one
//! ward or commune, and an investment board may oversee one project alone. A ward has one inspection board.

use std::collections::{HashMap, HashSet};

use super::places;
use super::rows::{self, Row};
use crate::fault::Faults;
use crate::files::Files;
use crate::model::{Agency, AgencyKind, Area};

pub(super) fn boards(files: &Files, areas: &[Area], agencies: &[Agency], faults: &mut Faults) -> Vec<Agency> {
    if files.get(Files::BOARDS).is_none() {
        return Vec::new();
    }
    let expected = [
        "code",
        "kind",
        "name_vi",
        "name_en",
        "area",
        "project_vi",
        "project_en",
        "competence_vi",
        "competence_en",
        "source",
        "confidence",
    ];
    let mut columns = HashMap::new();
    let known: HashSet<&str> = areas.iter().map(|area| area.code.as_str()).collect();
    let mut codes: HashSet<String> = agencies.iter().map(|agency| agency.code.clone()).collect();
    let mut inspected = HashSet::new();
    let mut boards = Vec::new();
    for row in rows::read(Files::BOARDS, files, &expected, &mut columns, faults) {
        let Some(board) = board(&row, faults) else { continue };
        if !board.kind.is_board() {
            row.fault(faults, "kind: a board is inspection_board or investment_board");
        }
        if !codes.insert(board.code.clone()) {
            row.fault(faults, format!("the code {} stands twice", board.code));
        }
        let area = board.area.as_deref().unwrap_or_default();
        if area.is_empty() {
            row.fault(faults, "a board needs the area that it oversees");
        } else if !known.contains(area) {
            row.unknown(places::AREAS, faults, format!("unknown area {area}"));
        } else if board.kind == AgencyKind::InspectionBoard && !inspected.insert(area.to_owned()) {
            row.fault(faults, format!("the area {area} has another inspection board already"));
        }
        if board.project.is_some() && board.kind != AgencyKind::InvestmentBoard {
            row.fault(faults, "only an investment board oversees one project");
        }
        boards.push(board);
    }
    boards
}

fn board(row: &Row<'_>, faults: &mut Faults) -> Option<Agency> {
    let (code, kind) = (row.code("code", faults), row.word("kind", faults));
    let (name, competence) = (row.words("name", faults), row.words("competence", faults));
    // Both languages or neither.
    let has_project = ["project_vi", "project_en"].into_iter().any(|column| !row.cell(column).is_empty());
    let project = if has_project { Some(row.words("project", faults)?) } else { None };
    let (source, confidence) = row.provenance(faults)?;
    Some(Agency {
        code: code?,
        kind: kind?,
        name: name?,
        parent: None,
        area: Some(row.cell("area").to_owned()).filter(|area| !area.is_empty()),
        project,
        competence: competence?,
        source,
        confidence,
    })
}

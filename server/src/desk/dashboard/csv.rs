//! The files of the page: the rows behind each of its blocks.

use axum::{
    extract::{Query, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use dantin_record::book::figures::{FigureKind, Value};
use serde::Deserialize;

use super::{board::COLUMNS, figures::amount, page::board};
use crate::{app::Shared, city::people::pages::SignedIn, error::Error, pages::headers::CachePolicy};

/// Which block.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    block: String,
}

/// `GET /desk/dashboard.csv?block=leads|agencies|weeks|late`: the rows behind a block, with the size of the journal.
pub async fn csv(
    State(app): State<Shared>,
    signed: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let board = board(&app, &signed).await?;
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut write = |cells: Vec<String>| table.write_record(&cells).map_err(anyhow::Error::new);
    let mut size = board.journal;
    match asked.block.as_str() {
        "" | "agencies" => {
            let mut head = vec!["code".to_owned(), "name".to_owned()];
            for figure in COLUMNS {
                match figure.kind() {
                    FigureKind::Share => {
                        head.push(format!("{}.numerator", figure.code()));
                        head.push(format!("{}.denominator", figure.code()));
                    }
                    _ => head.push(figure.code().to_owned()),
                }
            }
            head.push("journal".to_owned());
            write(head)?;
            for row in &board.agencies {
                let mut cells = vec![row.code.clone(), row.name.clone()];
                for value in &row.values {
                    match value {
                        Value::Share { numerator, denominator } => {
                            cells.extend([numerator.to_string(), denominator.to_string()]);
                        }
                        other => cells.push(amount(*other).to_string()),
                    }
                }
                cells.push(board.journal.to_string());
                write(cells)?;
            }
        }
        "leads" => {
            let head = ["figure", "name", "value", "numerator", "denominator", "change", "journal"];
            write(head.map(str::to_owned).to_vec())?;
            for lead in &board.leads {
                let [value, numerator, denominator] = match lead.value {
                    Value::Count(count) => [Some(count), None, None],
                    Value::Share { numerator, denominator } => [None, Some(numerator), Some(denominator)],
                    Value::Seconds { seconds, cases } => [seconds, None, Some(cases)],
                }
                .map(|number| number.map(|number| number.to_string()).unwrap_or_default());
                write(vec![
                    lead.figure.code().to_owned(),
                    signed.visit.w.code("measure", lead.figure.code()),
                    value,
                    numerator,
                    denominator,
                    lead.change.clone(),
                    board.journal.to_string(),
                ])?;
            }
        }
        "weeks" => {
            size = board.weeks_journal;
            let head = [
                "code",
                "name",
                "week",
                "received",
                "overdue_now",
                "reported_resolved",
                "contested",
                "journal",
            ];
            write(head.map(str::to_owned).to_vec())?;
            for picture in &board.pictures {
                for week in &picture.weeks {
                    write(vec![
                        picture.code.clone(),
                        picture.name.clone(),
                        week.begins.clone(),
                        week.received.to_string(),
                        week.late.to_string(),
                        week.reported.to_string(),
                        week.contested.to_string(),
                        board.weeks_journal.to_string(),
                    ])?;
                }
            }
        }
        "late" => {
            write(["code", "category", "area", "agency", "state", "due"].map(str::to_owned).to_vec())?;
            for late in &board.late {
                write(vec![
                    late.code.clone(),
                    late.category.clone(),
                    late.area.clone(),
                    late.agency.clone(),
                    late.state.clone(),
                    late.due.to_string(),
                ])?;
            }
        }
        _ => return Err(crate::error::invalid("block", "unknown-choice")),
    }
    let bytes = table.into_inner().map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"dan-tin-dashboard.csv\""),
        ),
        (HeaderName::from_static("dantin-journal-size"), HeaderValue::from(size)),
    ];
    Ok((CachePolicy::Private, headers, bytes).into_response())
}

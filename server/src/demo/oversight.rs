//! The sample of oversight: a round that has found something and is being followed up, one in the plan, and a critique of a draft. As
//! with the cases, each step is the command that the desk runs, at its own time; everything is marked as a sample.

use std::cell::RefCell;

use dantin_city::City;
use dantin_record::{
    act::Actor,
    code::AgencyCode,
    event::EvidenceKind,
    matter::MatterEvent,
    oversight::{CritiqueEvent, CritiqueForm, OversightBody, OversightEvent, OversightForm, Reply},
};
use dantin_store::Tx;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::{accounts::OVERSIGHT, play::Pictures};
use crate::{
    act::{
        cases::{CaseError, Context, Key as CaseKey, commands},
        matters::{
            Deed, Key, MatterFile,
            oversight::{
                NewCritique, NewRecommendation, NewRound, NewVisit, plan, recommend, request, visit,
            },
        },
    },
    clock::SeededRandom,
    demo::pictures::{Motif, Stage},
};

/// The overseen ward.
const WARD: &str = "ubnd-00070";
const AREA: &str = "00070";
/// The agency whose draft is criticised.
const DRAFTER: &str = "so-vh-tt";

/// One step of the sample, in days before the present moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Plan,
    Notify,
    Receive,
    PlanNext,
    Request,
    Raise(u32),
    Deliver,
    Reply,
    Visit,
    Find,
    RecommendPavement,
    RecommendSign,
    Conclude,
    Answer,
    ReportSign,
    ConfirmSign,
}

/// When each step happens, in hours before now, oldest first.
const STEPS: [(i64, Step); 17] = [
    (60 * 24, Step::Plan),
    (40 * 24, Step::Notify),
    (30 * 24, Step::Request),
    (28 * 24, Step::Receive),
    (25 * 24, Step::Raise(1)),
    (25 * 24 - 1, Step::Raise(2)),
    (24 * 24, Step::Deliver),
    (20 * 24, Step::Visit),
    (20 * 24 - 2, Step::Find),
    (19 * 24, Step::RecommendPavement),
    (19 * 24 - 1, Step::RecommendSign),
    (18 * 24, Step::Reply),
    (15 * 24, Step::PlanNext),
    (10 * 24, Step::Conclude),
    (8 * 24, Step::Answer),
    (6 * 24, Step::ReportSign),
    (4 * 24, Step::ConfirmSign),
];

/// What the steps have made so far.
#[derive(Default)]
struct Made {
    round: String,
    critique: String,
    sign: String,
}

/// The sample of oversight as far as it has come.
pub struct Story<'a> {
    city: &'a City,
    pictures: &'a Pictures,
    until: Timestamp,
    next: usize,
    made: RefCell<Made>,
}

impl<'a> Story<'a> {
    /// A story that has not begun.
    pub fn new(city: &'a City, pictures: &'a Pictures, until: Timestamp) -> Story<'a> {
        Story { city, pictures, until, next: 0, made: RefCell::default() }
    }

    /// When the next step happens; nothing where none is left.
    pub fn next_at(&self) -> Option<Timestamp> {
        STEPS.get(self.next).map(|(hours, _)| self.ago(*hours))
    }

    /// Takes the next step, at its own time.
    pub fn step(&mut self, tx: &mut Tx<'_>, random: &SeededRandom) -> Result<(), CaseError> {
        let Some((hours, step)) = STEPS.get(self.next).copied() else { return Ok(()) };
        self.next += 1;
        self.take(tx, Context { city: self.city, now: self.ago(hours), random }, step)
    }

    fn take(&self, tx: &mut Tx<'_>, context: Context<'_>, step: Step) -> Result<(), CaseError> {
        let code = |text: &str| AgencyCode::new(text).map_err(|_bad| CaseError::NotFound);
        let overseer = Actor::Overseer(code(OVERSIGHT)?);
        let ward = Actor::Head(code(WARD)?);
        let drafter = Actor::Handler(code(DRAFTER)?);
        let (round, critique) = {
            let made = self.made.borrow();
            (made.round.clone(), made.critique.clone())
        };
        let words = |tx: &mut Tx<'_>, code: &str, by: Actor, event: MatterEvent, field: &str, text: &str| {
            let mut file = MatterFile::open(tx, &Key::Code(code))?;
            let private = [(field, text)];
            let private: &[(&str, &str)] = if text.is_empty() { &[] } else { &private };
            file.add(tx, context, Deed { by, event, private, published: &[field], officer: None })?;
            file.save(tx, context)
        };
        match step {
            Step::Plan => {
                let new = self.round(
                    overseer,
                    "sample-round-1",
                    "Sửa chữa hè đường và lối đi cho người khuyết tật",
                    40,
                );
                let file = plan(tx, context, &NewRound { visit: self.ago(20 * 24), ..new })?;
                self.made.borrow_mut().round = file.matter.code().to_string();
            }
            Step::PlanNext => {
                let subject = "Tiếp nhận và trả lời phản ánh của người dân";
                plan(tx, context, &self.round(overseer, "sample-round-2", subject, 45))?;
            }
            Step::Notify => {
                let event = MatterEvent::Oversight(OversightEvent::Notified { plan: None });
                words(tx, &round, overseer, event, "plan", "")?;
            }
            Step::Receive => {
                let event = MatterEvent::Oversight(OversightEvent::ReportReceived { report: None });
                let text = "Đã sửa 9 trên 11 đoạn hè trong kế hoạch; hai đoạn còn lại chờ vật liệu.";
                words(tx, &round, ward, event, "overseen_report", text)?;
            }
            Step::Visit => {
                let mut file = MatterFile::open(tx, &Key::Code(&round))?;
                let photos: Vec<String> =
                    self.pictures.get(&(Motif::Pavement, Stage::Before)).cloned().into_iter().collect();
                let words =
                    "Đoàn đi bộ dọc hai tuyến phố, đo chiều rộng lối đi và độ dốc tại các điểm xuống hè."
                        .to_owned();
                let new = NewVisit { key: None, words, photos };
                visit(tx, context, &mut file, (overseer, None), &new)?;
                file.save(tx, context)?;
            }
            Step::Find => {
                let event = MatterEvent::Oversight(OversightEvent::Found { finding: 1 });
                let text = "Hai đoạn hè đã báo là sửa xong vẫn vỡ; ba điểm xuống hè dốc hơn thiết kế.";
                words(tx, &round, overseer, event, "finding.1", text)?;
            }
            Step::RecommendPavement => {
                let text = "Lát lại hai đoạn hè còn vỡ và sửa ba điểm xuống hè để xe lăn đi được.";
                self.recommend(tx, context, overseer, &round, text, 25)?;
            }
            Step::RecommendSign => {
                let text = "Đặt biển báo công trường tại các đoạn hè đang sửa, có ngày xong và số điện thoại của đơn vị thi công.";
                let code = self.recommend(tx, context, overseer, &round, text, 10)?;
                self.made.borrow_mut().sign = code;
            }
            Step::Conclude => {
                let event = MatterEvent::Oversight(OversightEvent::Concluded { report: None });
                let text =
                    "Chín đoạn đạt yêu cầu, hai đoạn phải làm lại. Đã kiến nghị hai việc, có hạn và cách đo.";
                words(tx, &round, overseer, event, "conclusion", text)?;
            }
            Step::Answer => {
                let event =
                    OversightEvent::Answered { recommendation: 2, reply: Reply::Accepted, on_paper: false };
                let text = "Ủy ban nhân dân phường tiếp thu và đã giao đơn vị thi công đặt biển.";
                words(tx, &round, ward, MatterEvent::Oversight(event), "reply.2", text)?;
            }
            Step::ReportSign => {
                let sign = self.made.borrow().sign.clone();
                let papers = [commands::Paper {
                    kind: EvidenceKind::Document,
                    title: "Biên bản kiểm tra hiện trường (mẫu)",
                    body: "Đủ biển tại cả hai đoạn, có ngày xong và số điện thoại.",
                }];
                let command = command(&sign, ward);
                commands::report_resolved(
                    tx,
                    context,
                    &command,
                    "Đã đặt biển tại cả hai đoạn.",
                    &[],
                    &[],
                    &papers,
                )?;
            }
            Step::ConfirmSign => {
                let sign = self.made.borrow().sign.clone();
                commands::confirm(tx, context, &command(&sign, overseer), None)?;
            }
            Step::Request => {
                let new = NewCritique {
                    by: drafter,
                    officer: None,
                    key: "sample-critique-1".to_owned(),
                    critic: OVERSIGHT.to_owned(),
                    drafter: DRAFTER.to_owned(),
                    form: CritiqueForm::Conference,
                    submission: self.ago(5 * 24),
                    title: "Dự thảo mẫu: quy định quảng cáo ngoài trời trên hè phố".to_owned(),
                    about: "Dự thảo mẫu quy định vị trí, kích thước và trách nhiệm dọn dẹp biển quảng cáo trên hè phố.".to_owned(),
                    sample: true,
                };
                let file = request(tx, context, &new)?;
                self.made.borrow_mut().critique = file.matter.code().to_string();
            }
            Step::Raise(point) => {
                let text = if point == 1 {
                    "Chưa nói ai dọn biển khi chủ biển không còn hoạt động."
                } else {
                    "Chiều rộng lối đi tối thiểu cần ghi bằng số để người dân và cơ quan cùng đo được."
                };
                let event = MatterEvent::Critique(CritiqueEvent::Raised { point });
                words(tx, &critique, overseer, event, &format!("point.{point}"), text)?;
            }
            Step::Deliver => {
                let event = MatterEvent::Critique(CritiqueEvent::Delivered {});
                words(tx, &critique, overseer, event, "plan", "")?;
            }
            Step::Reply => {
                let event = CritiqueEvent::Answered { point: 2, reply: Reply::Accepted, on_paper: false };
                let text = "Tiếp thu: dự thảo ghi lối đi rộng ít nhất 1,5 mét.";
                words(tx, &critique, drafter, MatterEvent::Critique(event), "reply.2", text)?;
            }
        }
        Ok(())
    }

    fn ago(&self, hours: i64) -> Timestamp {
        self.until.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(self.until)
    }

    /// A round whose visit lies so many days ahead of the present moment.
    fn round(&self, by: Actor, key: &str, subject: &str, days: i64) -> NewRound {
        let visit = self.until.saturating_add((24 * days).hours()).unwrap_or(self.until);
        let year = self.city.calendar().date_at(self.until).year();
        NewRound {
            by,
            officer: None,
            key: key.to_owned(),
            overseer: OVERSIGHT.to_owned(),
            body: OversightBody::Front,
            form: OversightForm::Team,
            overseen: WARD.to_owned(),
            area: Some(AREA.to_owned()),
            year: u16::try_from(year).unwrap_or(0),
            visit,
            subject: subject.to_owned(),
            team: "Ủy ban Mặt trận Tổ quốc; Hội Người khuyết tật; Ban Thanh tra nhân dân phường".to_owned(),
            project: String::new(),
            sample: true,
        }
    }

    /// Recommends something that is due so many days after now, and gives the code of its case.
    fn recommend(
        &self,
        tx: &mut Tx<'_>,
        context: Context<'_>,
        by: Actor,
        round: &str,
        text: &str,
        days: i64,
    ) -> Result<String, CaseError> {
        let mut file = MatterFile::open(tx, &Key::Code(round))?;
        let new = NewRecommendation {
            by,
            officer: None,
            finding: Some(1),
            to: WARD.to_owned(),
            due: self.until.saturating_add((24 * days).hours()).unwrap_or(self.until),
            category: "giao-thong".to_owned(),
            area: Some(AREA.to_owned()),
            observable: text.to_owned(),
            measure: "Đo tại chỗ cùng đại diện tổ dân phố".to_owned(),
            evidence: "Ảnh trước và sau, biên bản đo".to_owned(),
        };
        let filed = recommend(tx, context, &mut file, &new)?;
        file.save(tx, context)?;
        Ok(filed.code)
    }
}

fn command(code: &str, by: Actor) -> commands::Command<'_> {
    commands::Command { key: CaseKey::Code(code), version: None, by, officer: None, secret: None }
}

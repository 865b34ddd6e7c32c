//! Sample dialogue sessions: one that is over with its promises, one that goes on now, one that takes questions. The same rules and
//! commands make them as everything else; every page says that they are samples.

use dantin_city::City;
use dantin_record::{
    act::Actor,
    code::AgencyCode,
    dialogue::{Attendance, DialogueEvent, QuestionChannel, RefuseReason, SessionKind},
    event::{EvidenceKind, PledgeKind},
};
use dantin_store::Tx;
use jiff::{SignedDuration, Timestamp};

use super::accounts::WARD;
use crate::{
    act::{
        cases::{
            Asker, CaseError, Context, Key,
            commands::{self, Command},
            proof::Paper,
        },
        matters::{
            Key as MatterKey, MatterFile, NewPromise,
            dialogues::{self, Doer, NewSession, Times, Words},
            minutes, promise,
            questions::{self, NewQuestion},
            supports,
        },
    },
    clock::SeededRandom,
    prove::journal::sequence,
};

/// A sample question: words, how many browsers support it.
type Asked = (&'static str, u32);

const OVER: &[Asked] = &[
    ("Bao giờ thay xong đèn đường hỏng ở các ngõ của phố Mẫu Một? Buổi tối các cháu đi học về rất tối.", 18),
    ("Điểm tập kết rác đầu phố Mẫu Hai có chuyển đi được không, mùi vào tận nhà?", 11),
    ("Vì sao bảng công khai thu chi ở nhà văn hoá chưa cập nhật từ đầu năm?", 7),
    ("Có thể hạ học phí trường tư trên địa bàn không?", 2),
];
const LIVE: &[Asked] = &[
    (
        "Vỉa hè trước chợ Mẫu bị lấn chiếm cả ngày, người đi bộ phải xuống lòng đường. Phường xử lý thế nào?",
        26,
    ),
    ("Giờ đổ rác buổi tối có thể lùi lại sau 19 giờ không?", 9),
    ("Sân chơi khu tập thể Mẫu Ba hỏng xích đu từ tháng trước, ai sửa?", 14),
    ("Hàng quán mở loa đến nửa đêm thì báo vào đâu để có người đến ngay?", 12),
];
const COMING: &[Asked] = &[
    ("Kế hoạch thoát nước cho ngõ trũng của tổ dân phố Mẫu Tư năm tới thế nào?", 5),
    ("Phường có lịch kiểm tra phòng cháy các nhà trọ nhiều tầng không?", 3),
];

/// What all of them are made with.
struct Stage<'a> {
    city: &'a City,
    random: SeededRandom,
    doer: Doer,
    agency: String,
    area: String,
}

/// Makes the sessions and gives how many.
pub fn play(tx: &mut Tx<'_>, city: &City, secretary: &str, until: Timestamp) -> Result<usize, CaseError> {
    let wards = || city.areas().iter().filter_map(|area| Some((area, city.ward_agency(&area.code)?)));
    // The ward of the sample accounts, so that they hold the sessions.
    let Some((area, agency)) = wards().find(|(_, agency)| agency.code == WARD).or_else(|| wards().next())
    else {
        return Ok(0);
    };
    let stage = Stage {
        city,
        random: SeededRandom::new(77),
        doer: Doer { by: Actor::Coordinator, officer: secretary.to_owned() },
        agency: agency.code.clone(),
        area: area.code.clone(),
    };
    let days = |days: i64| until + SignedDuration::from_hours(24 * days);
    let minutes_ago = |minutes: i64| until - SignedDuration::from_mins(minutes);
    stage.over(tx, days(-40), until)?;
    let live = stage.announce(
        tx,
        "Đối thoại mẫu: trật tự vỉa hè và sân chơi",
        days(-6),
        minutes_ago(35),
        days(-5),
    )?;
    stage.ask(tx, &live, LIVE, days(-4))?;
    stage.step(tx, &live, DialogueEvent::Started {}, minutes_ago(34))?;
    stage.step(tx, &live, DialogueEvent::Called { question: 2 }, minutes_ago(20))?;
    let answer = "Từ tuần sau, xe thu gom qua phố lúc 19 giờ 30. Lịch mới dán ở bảng tin tổ dân phố.";
    let at = stage.at(minutes_ago(12));
    questions::answer(tx, at, &stage.doer, (&live, 2), &stage.agency, answer)?;
    stage.step(tx, &live, DialogueEvent::Called { question: 1 }, minutes_ago(6))?;
    let coming =
        stage.announce(tx, "Đối thoại mẫu: thoát nước và phòng cháy", days(-2), days(6), days(-1))?;
    stage.ask(tx, &coming, COMING, minutes_ago(600))?;
    sequence(tx, until)?;
    Ok(3)
}

impl Stage<'_> {
    fn at(&self, now: Timestamp) -> Context<'_> {
        Context { city: self.city, now, random: &self.random }
    }

    /// Announces a session and opens it for questions.
    fn announce(
        &self,
        tx: &mut Tx<'_>,
        title: &str,
        announced: Timestamp,
        starts: Timestamp,
        opened: Timestamp,
    ) -> Result<String, CaseError> {
        let new = NewSession {
            kind: SessionKind::Conference,
            host: self.agency.clone(),
            area: Some(self.area.clone()),
            times: Times {
                attendance: Attendance::Hybrid,
                starts,
                ends: starts + SignedDuration::from_hours(3),
                questions_from: opened,
                questions_until: starts - SignedDuration::from_mins(30),
            },
            words: Words {
                title: title.to_owned(),
                subject: "Hội nghị mẫu: người dân hỏi, cơ quan trả lời, lời hứa được ghi thành cam kết có thời hạn."
                    .to_owned(),
                notes: dialogues::Notes {
                    place: "Nhà văn hoá mẫu".to_owned(),
                    link: String::new(),
                    agenda:
                        "10: Khai mạc\n20: Cơ quan báo cáo việc đã hứa lần trước\n120: Hỏi và trả lời\n20: Kết luận"
                            .to_owned(),
                    moderators: "Người điều hành mẫu, Phó Chủ tịch Ủy ban nhân dân".to_owned(),
                    papers: "Báo cáo mẫu về việc đã hứa lần trước, phát tại hội trường".to_owned(),
                },
            },
            key: format!("sample-{title}"),
            sample: true,
        };
        let code = dialogues::announce(tx, self.at(announced), &self.doer, &new)?;
        self.step(tx, &code, DialogueEvent::Opened {}, opened)?;
        Ok(code)
    }

    fn step(
        &self,
        tx: &mut Tx<'_>,
        code: &str,
        event: DialogueEvent,
        now: Timestamp,
    ) -> Result<(), CaseError> {
        dialogues::step(tx, self.at(now), &self.doer, code, event)?;
        Ok(())
    }

    /// Files the questions, publishes them and counts their supporters.
    fn ask(
        &self,
        tx: &mut Tx<'_>,
        code: &str,
        questions: &[Asked],
        begin: Timestamp,
    ) -> Result<(), CaseError> {
        let file = MatterFile::open(tx, &MatterKey::Code(code))?;
        let id = file.matter.id().to_string();
        for (place, (text, supporters)) in questions.iter().enumerate() {
            let now = begin + SignedDuration::from_mins(i64::try_from(place).unwrap_or(0) * 7);
            let new = NewQuestion {
                channel: QuestionChannel::Web,
                area: Some(self.area.clone()),
                topic: None,
                text: (*text).to_owned(),
                asker: Asker { language: "vi".to_owned(), ..Asker::default() },
                key: format!("sample-{code}-{place}"),
            };
            let (number, _) = questions::ask(tx, self.at(now), code, &new, None)?;
            questions::show(tx, self.at(now), &self.doer, code, number, None)?;
            for supporter in 0..*supporters {
                supports::support(tx, self.at(now), &id, number, &format!("sample-{supporter}"))?;
            }
        }
        let last = begin + SignedDuration::from_hours(1);
        supports::count(tx, self.at(last), &id)?;
        Ok(())
    }

    /// The session that is over: an answer, a promise kept, one that runs, and a refusal.
    fn over(&self, tx: &mut Tx<'_>, starts: Timestamp, until: Timestamp) -> Result<(), CaseError> {
        let before = |days: i64| starts - SignedDuration::from_hours(24 * days);
        let after = |minutes: i64| starts + SignedDuration::from_mins(minutes);
        let title = "Đối thoại mẫu: chiếu sáng, vệ sinh và công khai";
        let code = self.announce(tx, title, before(14), starts, before(13))?;
        self.ask(tx, &code, OVER, before(10))?;
        self.step(tx, &code, DialogueEvent::Started {}, after(2))?;
        self.step(tx, &code, DialogueEvent::Attended { people: 86 }, after(5))?;
        self.step(tx, &code, DialogueEvent::Called { question: 1 }, after(20))?;
        let kept = self.promise(tx, &code, 1, after(31), starts + SignedDuration::from_hours(24 * 20))?;
        self.step(tx, &code, DialogueEvent::Called { question: 2 }, after(40))?;
        self.promise(tx, &code, 2, after(52), until + SignedDuration::from_hours(24 * 25))?;
        let answer = "Bảng thu chi quý I đến quý III đã dán tại nhà văn hoá từ hôm qua. Chậm là lỗi của bộ phận văn phòng.";
        questions::answer(tx, self.at(after(70)), &self.doer, (&code, 3), &self.agency, answer)?;
        let why = "Học phí trường tư do trường quyết định theo luật; phường không có thẩm quyền.";
        let reason = (RefuseReason::OutsideCompetence, None);
        questions::refuse(tx, self.at(after(80)), &self.doer, (&code, 4), reason, why)?;
        self.step(tx, &code, DialogueEvent::Closed {}, after(150))?;
        sequence(tx, after(151))?;
        self.keep(tx, &kept, starts + SignedDuration::from_hours(24 * 15))?;
        let file = MatterFile::open(tx, &MatterKey::Code(&code))?;
        let written = minutes::Minutes {
            chair: "Người chủ trì mẫu".to_owned(),
            secretary: "Thư ký mẫu".to_owned(),
            moderators: "Người điều hành mẫu, Phó Chủ tịch Ủy ban nhân dân".to_owned(),
            symbol: "BB-UBND".to_owned(),
            recipients: "Thành viên dự họp\nLưu".to_owned(),
            opening: "Người chủ trì nêu mục đích hội nghị và những việc đã hứa lần trước.".to_owned(),
            conclusion: "Các cơ quan thực hiện đúng thời hạn đã hứa; người hỏi xác nhận kết quả.".to_owned(),
            ..minutes::Minutes::default()
        };
        minutes::save(tx, self.at(after(1500)), &self.doer, &file.matter.id().to_string(), &written)
    }

    fn promise(
        &self,
        tx: &mut Tx<'_>,
        code: &str,
        question: u32,
        now: Timestamp,
        due: Timestamp,
    ) -> Result<String, CaseError> {
        let mut file = MatterFile::open(tx, &MatterKey::Code(code))?;
        let (observable, measure, category) = match question {
            1 => ("Cả 14 bóng đèn trong các ngõ của phố Mẫu Một sáng lúc 19 giờ.", "Đếm số bóng sáng", 0),
            _ => ("Không còn xe gom rác đỗ đầu phố Mẫu Hai từ 6 đến 18 giờ.", "Kiểm tra năm ngày liền", 1),
        };
        let category = self.city.categories().get(category).ok_or(CaseError::NotFound)?;
        let new = NewPromise {
            by: self.doer.by,
            officer: self.doer.officer.clone(),
            kind: PledgeKind::Commitment,
            question,
            agency: self.agency.clone(),
            due,
            verifier: None,
            category: category.code.clone(),
            area: Some(self.area.clone()),
            observable: observable.to_owned(),
            place: Some("Phố mẫu".to_owned()),
            measure: measure.to_owned(),
            evidence: "Ảnh trước và sau, chụp cùng một chỗ".to_owned(),
            words: "Tôi nhận việc này và sẽ báo lại với bà con.".to_owned(),
        };
        let filed = promise(tx, self.at(now), &mut file, &new)?;
        file.save(tx, self.at(now))?;
        Ok(filed.code)
    }

    /// The agency reports the promise done, and a neighbour confirms it.
    fn keep(&self, tx: &mut Tx<'_>, code: &str, now: Timestamp) -> Result<(), CaseError> {
        let agency = AgencyCode::new(&self.agency).map_err(|_bad| CaseError::NotFound)?;
        let command = |by| Command {
            key: Key::Code(code),
            version: None,
            by,
            officer: (by != Actor::Neighbour).then_some(self.doer.officer.as_str()),
            secret: None,
        };
        let paper = Paper {
            kind: EvidenceKind::Document,
            title: "Biên bản nghiệm thu mẫu",
            body: "Đủ 14 bóng sáng lúc 19 giờ 05.",
        };
        let by = command(Actor::Handler(agency));
        commands::report_resolved(tx, self.at(now), &by, "Đã thay xong 14 bóng.", &[], &[], &[paper])?;
        let later = now + SignedDuration::from_hours(30);
        commands::confirm(tx, self.at(later), &command(Actor::Neighbour), None)?;
        Ok(())
    }
}

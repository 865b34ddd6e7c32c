//! Consultations of the demonstration: one on a code of conduct in public places that is open for comments, and one on a code for offices that
//! went all the way to its second version and the consolidated table. Both texts are samples written for it, and say so.

use std::{collections::BTreeMap, sync::Arc};

use dantin_city::City;
use dantin_drafts::{Draft, Format, import, match_versions};
use dantin_record::{
    act::Actor,
    code::AgencyCode,
    consultation::{CommentChannel, Decision, DraftKind, Speaker, Stance},
};
use dantin_store::Tx;
use jiff::{SignedDuration, Timestamp};

use crate::{
    act::{
        cases::{Asker, CaseError, Context},
        consultations::{self, Answering, By, NewComment, NewConsultation},
    },
    clock::{Random as _, SeededRandom},
    prove::journal::sequence,
};

const PUBLIC: &str = include_str!("public_places.md");
const OFFICES: &str = include_str!("offices.md");
const OFFICES_AGAIN: &str = include_str!("offices_2.md");

/// Who wrote the sample drafts.
const PUBLIC_DRAFTER: &str = "so-vh-tt";
const OFFICES_DRAFTER: &str = "so-noi-vu";

/// A sample comment: words that the provision begins with, stance, comment, proposed wording, organisation.
type Sample = (&'static str, Stance, &'static str, &'static str, &'static str);

const ON_PUBLIC: [Sample; 6] = [
    (
        "Bỏ rác",
        Stance::Change,
        "Nhiều công viên ít thùng rác nên muốn bỏ đúng chỗ cũng khó.",
        "Bỏ rác vào thùng; nơi chưa có thùng rác thì mang về.",
        "",
    ),
    ("Dắt vật nuôi", Stance::Agree, "", "", ""),
    (
        "Gây tiếng ồn",
        Stance::Change,
        "Nên tính cả buổi trưa vì nhiều nhà có trẻ nhỏ và người làm ca đêm.",
        "Gây tiếng ồn lớn từ mười hai giờ đến mười ba giờ ba mươi và sau hai mươi hai giờ.",
        "Tổ dân phố số 5 (mẫu)",
    ),
    ("Gây tiếng ồn", Stance::Change, "Buổi trưa cũng cần yên tĩnh.", "", ""),
    ("Nhắc nhở", Stance::Ask, "Người dân nhắc nhở mà bị đe doạ thì gọi ai?", "", ""),
    ("", Stance::Disagree, "Quy tắc không có chế tài thì khó thực hiện.", "", ""),
];

const ON_OFFICES: [(Sample, Decision, &str); 3] = [
    (
        (
            "Không để người dân chờ",
            Stance::Change,
            "Cần nói rõ chờ quá bao lâu thì phải giải thích.",
            "Không để người dân chờ quá mười lăm phút mà không giải thích.",
            "",
        ),
        Decision::Accepted,
        "Ban soạn thảo tiếp thu và ghi rõ mười lăm phút.",
    ),
    (
        ("Mặc trang phục", Stance::Disagree, "Không nên quy định trang phục quá chi tiết.", "", ""),
        Decision::NotAccepted,
        "Quy định chỉ yêu cầu gọn gàng, lịch sự, không nêu kiểu dáng, nên giữ như dự thảo.",
    ),
    (
        ("", Stance::Ask, "Người dân phản ánh cán bộ vi phạm ở đâu?", "", ""),
        Decision::Noted,
        "Phản ánh ngay trên Dân Tin; khoản 2 Điều 10 của dự thảo quy định thời hạn trả lời.",
    ),
];

/// Holds both consultations as of `now`; what they write is sequenced at that moment.
pub fn hold(tx: &mut Tx<'_>, city: &Arc<City>, now: Timestamp) -> Result<(), CaseError> {
    let random = SeededRandom::new(90_210);
    let days = |days: i64| now - SignedDuration::from_hours(24 * days);
    let at = |now: Timestamp| Context { city, now, random: &random };
    let new = |drafter: &str, title: &str, explanation: &str, closes: Timestamp, draft: Draft| {
        let agency = AgencyCode::new(drafter).map_err(|_bad| CaseError::Damaged(drafter.to_owned()))?;
        Ok::<_, CaseError>(NewConsultation {
            by: By::actor(Actor::Handler(agency)),
            kind: DraftKind::Conduct,
            drafter: drafter.to_owned(),
            area: None,
            title: title.to_owned(),
            explanation: explanation.to_owned(),
            opens: None,
            closes,
            draft,
            sample: true,
            key: format!("demo-{drafter}"),
        })
    };
    let public = new(
        PUBLIC_DRAFTER,
        "Quy tắc ứng xử nơi công cộng (dự thảo mẫu)",
        "Dự thảo mẫu để thử: những việc nên làm và không nên làm ở vỉa hè, công viên, chợ, bến xe và các nơi công cộng khác.",
        days(-16),
        read(PUBLIC, &random)?,
    )?;
    let code = consultations::announce(tx, at(days(9)), &public)?;
    let mut file = consultations::open(tx, &code)?;
    for (number, sample) in (1_u32..).zip(ON_PUBLIC) {
        comment(tx, at(days(8)), &mut file, &public.draft, sample, &format!("demo-public-{number}"))?;
        // The last ones still wait for a moderator.
        if number <= 4 {
            consultations::show(tx, at(days(7)), &mut file, &By::actor(Actor::Moderator), number, None)?;
        }
    }
    consultations::group(tx, at(days(6)), &mut file, &public.by, &[4], 3)?;

    let first = read(OFFICES, &random)?;
    let offices = new(
        OFFICES_DRAFTER,
        "Quy tắc ứng xử của cán bộ trong cơ quan (dự thảo mẫu)",
        "Dự thảo mẫu để thử: cách cán bộ tiếp người dân, làm việc với đồng nghiệp và giữ nơi làm việc.",
        days(35),
        first.clone(),
    )?;
    let code = consultations::announce(tx, at(days(60)), &offices)?;
    file = consultations::open(tx, &code)?;
    let id = file.matter.id().to_string();
    for (number, (sample, decision, text)) in (1_u32..).zip(ON_OFFICES) {
        let provision =
            comment(tx, at(days(50)), &mut file, &first, sample, &format!("demo-offices-{number}"))?;
        consultations::show(tx, at(days(49)), &mut file, &By::actor(Actor::Moderator), number, None)?;
        let taken = decision == Decision::Accepted;
        let answering = Answering {
            comment: number,
            revision: 1,
            decision,
            provisions: provision.into_iter().filter(|_| taken).collect(),
            text: text.to_owned(),
        };
        consultations::answer(tx, at(days(40)), &mut file, &offices.by, &answering)?;
    }
    let second = read(OFFICES_AGAIN, &random)?;
    let matches =
        match_versions(&first, &second, &[]).map_err(|fault| CaseError::Damaged(fault.to_string()))?;
    let mut ids = || draw(&random);
    let (second, matches) =
        matches.adopted(&second, &mut ids).map_err(|fault| CaseError::Damaged(fault.to_string()))?;
    let notes = second
        .walk()
        .iter()
        .filter(|step| step.provision.text.starts_with("Cơ quan trả lời"))
        .map(|step| (step.provision.id, "Ghi thời hạn để người dân biết chờ đến bao giờ.".to_owned()))
        .collect::<BTreeMap<_, _>>();
    consultations::publish(tx, at(days(36)), &mut file, &offices.by, &second, &matches, &notes)?;
    consultations::tick(tx, at(days(34)), &id)?;
    file = consultations::open(tx, &code)?;
    consultations::close(tx, at(days(30)), &mut file, &offices.by)?;
    sequence(tx, now)?;
    Ok(())
}

fn draw(random: &SeededRandom) -> u64 {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    u64::from_be_bytes(bytes)
}

fn read(text: &str, random: &SeededRandom) -> Result<Draft, CaseError> {
    let mut ids = || draw(random);
    let imported = import(text.as_bytes(), Format::Markdown, &mut ids);
    imported.map(|imported| imported.draft).map_err(|fault| CaseError::Damaged(fault.to_string()))
}

/// Comments on the provision that begins so; gives its identity.
fn comment(
    tx: &mut Tx<'_>,
    context: Context<'_>,
    file: &mut crate::act::matters::MatterFile,
    draft: &Draft,
    (words, stance, text, proposal, organisation): Sample,
    key: &str,
) -> Result<Option<String>, CaseError> {
    let walk = draft.walk();
    let found = walk.iter().find(|step| !words.is_empty() && step.provision.text.starts_with(words));
    let provision = found.map(|step| step.provision.id.to_string());
    let new = NewComment {
        by: By::actor(Actor::Reporter),
        provision: provision.clone(),
        version: 1,
        stance,
        speaker: if organisation.is_empty() { Speaker::Person } else { Speaker::Organisation },
        channel: CommentChannel::Web,
        text: text.to_owned(),
        proposal: proposal.to_owned(),
        organisation: organisation.to_owned(),
        asker: Asker { language: "vi".to_owned(), ..Asker::default() },
        key: key.to_owned(),
    };
    consultations::comment(tx, context, file, &new)?;
    Ok(provision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_drafts_are_read_without_a_finding() {
        for (text, chapters, articles) in [(PUBLIC, 4, 14), (OFFICES, 5, 11), (OFFICES_AGAIN, 5, 11)] {
            let imported = import(text.as_bytes(), Format::Markdown, &mut {
                let mut next = 0;
                move || {
                    next += 1;
                    next
                }
            })
            .unwrap();
            assert_eq!(imported.findings, []);
            let count =
                |kind| imported.draft.walk().iter().filter(|step| step.provision.kind == kind).count();
            assert_eq!(
                (count(dantin_drafts::Kind::Chapter), count(dantin_drafts::Kind::Article)),
                (chapters, articles)
            );
            assert!(imported.draft.title().contains("dự thảo mẫu"));
        }
    }
}

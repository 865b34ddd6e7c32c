//! What the sample cases say: reports as residents write them, answers as offices write them. `{}` stands for a place
//! phrase. No person, house or event of the real city is meant.

use super::pictures::Motif;

/// A kind of sample case.
pub struct Template {
    /// Category of the pack.
    pub category: &'static str,
    /// Sub-category of the pack.
    pub subcategory: &'static str,
    /// What its photos show; without one there are none.
    pub motif: Option<Motif>,
    /// How often it comes, compared with the others.
    pub weight: u32,
    /// The agency that it is handed over to when it was sent to the wrong one; `None` is the ward's.
    pub other: Option<&'static str>,
    /// Answers to the service's extra questions, as `code=value` lines.
    pub answers: Option<&'static str>,
    /// Reports.
    pub reports: &'static [&'static str],
    /// A question of the agency, and what the reporter answers.
    pub question: (&'static str, &'static str),
    /// What the agency did.
    pub done: &'static str,
    /// Why the reporter does not agree.
    pub contest: &'static str,
}

/// Where in a ward something is.
pub const PLACES: &[&str] = &[
    "trước cổng trường tiểu học",
    "gần cổng chợ",
    "ở đầu ngõ, cạnh nhà văn hóa tổ dân phố",
    "đối diện trạm y tế",
    "gần điểm dừng xe buýt",
    "cạnh vườn hoa",
    "trước khu tập thể cũ",
    "ở ngã tư gần bưu điện",
    "dọc tường rào trường trung học cơ sở",
    "ở lối vào sân chơi",
];

const GENERAL_QUESTION: (&str, &str) = (
    "Đề nghị anh/chị cho biết rõ hơn vị trí: bên nào của đường, gần mốc nào dễ nhận ra nhất?",
    "Ở bên phải, tính từ phía chợ đi vào, ngay cạnh cột điện đầu tiên.",
);

/// The kinds.
pub const TEMPLATES: &[Template] = &[
    Template {
        category: "giao-thong",
        subcategory: "o-ga",
        motif: Some(Motif::Pothole),
        weight: 7,
        other: None,
        answers: Some("muc-do=lon"),
        reports: &[
            "Có ổ gà sâu chừng một gang tay {}. Trời mưa nước đọng không nhìn thấy, chiều qua đã có xe máy ngã. Mong cơ quan sớm vá lại mặt đường.",
            "Mặt đường {} bị sụt một mảng rộng hơn một mét. Xe nào đi qua cũng phải đánh lái sang làn ngược chiều, rất nguy hiểm giờ tan tầm.",
            "Đoạn đường {} bong hết lớp nhựa, đá dăm văng ra khắp nơi. Người đi xe đạp và học sinh rất dễ trượt ngã.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã cắt vuông, đầm nền và thảm lại nhựa nóng toàn bộ vị trí hư hỏng. Mặt đường đã thông xe.",
        contest: "Miếng vá mới được hai hôm đã lún và bong mép, nước lại đọng như cũ.",
    },
    Template {
        category: "giao-thong",
        subcategory: "duong-ngo",
        motif: Some(Motif::Pothole),
        weight: 3,
        other: Some("so-xay-dung"),
        answers: None,
        reports: &[
            "Mặt ngõ {} vỡ bê tông từ lâu, người già đi bộ hay bị vấp. Mong phường cho sửa trước mùa mưa.",
            "Đường ngõ {} sau khi đặt ống nước chưa được hoàn trả, còn lồi lõm và nhiều bụi.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã đổ lại bê tông mặt ngõ, có biển cảnh báo trong thời gian chờ khô. Tổ dân phố đã cùng nghiệm thu.",
        contest: "Mới sửa được một nửa đoạn ngõ, nửa phía trong vẫn như trước.",
    },
    Template {
        category: "giao-thong",
        subcategory: "bien-bao",
        motif: None,
        weight: 2,
        other: Some("csgt"),
        answers: None,
        reports: &[
            "Biển báo trường học {} bị cành cây che khuất, lái xe không nhìn thấy nên vẫn chạy nhanh.",
            "Vạch sang đường {} đã mờ gần hết, xe không nhường cho người đi bộ.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã phát quang và chỉnh lại biển báo, sơn lại vạch kẻ đường.",
        contest: "Vạch đã sơn lại nhưng biển báo vẫn bị che.",
    },
    Template {
        category: "giao-thong",
        subcategory: "den-tin-hieu",
        motif: None,
        weight: 2,
        other: Some("so-xay-dung"),
        answers: None,
        reports: &[
            "Đèn tín hiệu {} chỉ xanh khoảng tám giây ở chiều đi thẳng, giờ cao điểm xe dồn dài.",
            "Đèn đỏ {} tắt một hướng từ sáng, xe các chiều tranh nhau đi.",
        ],
        question: (
            "Đề nghị cho biết đèn hỏng vào khung giờ nào trong ngày?",
            "Tôi thấy cả sáng và tối, rõ nhất từ 7 giờ đến 8 giờ.",
        ),
        done: "Đã thay mô-đun đèn và hiệu chỉnh lại chu kỳ theo lưu lượng từng khung giờ.",
        contest: "Buổi tối đèn vẫn tắt một hướng.",
    },
    Template {
        category: "via-he",
        subcategory: "lan-chiem",
        motif: Some(Motif::Parking),
        weight: 3,
        other: None,
        answers: None,
        reports: &[
            "Vỉa hè {} bị bày hàng và để xe kín cả ngày, người đi bộ phải xuống lòng đường.",
            "Mái che và bục bệ {} chiếm hết lối đi, xe lăn không qua được.",
        ],
        question: (
            "Đề nghị cho biết việc lấn chiếm thường vào khung giờ nào?",
            "Thường từ 16 giờ đến 20 giờ các ngày trong tuần.",
        ),
        done: "Đã nhắc nhở, yêu cầu các hộ ký cam kết và thu dọn. Lối đi bộ đã thông thoáng, phường kiểm tra lại hằng ngày.",
        contest: "Chỉ dọn được buổi sáng, buổi chiều lại như cũ.",
    },
    Template {
        category: "via-he",
        subcategory: "do-xe",
        motif: Some(Motif::Parking),
        weight: 4,
        other: None,
        answers: None,
        reports: &[
            "Ô tô đỗ qua đêm trên vỉa hè {}, gạch lát đã vỡ nhiều chỗ và không còn lối cho người đi bộ.",
            "Xe ô tô thường đỗ chắn lối ra vào {}, xe cứu thương khó vào được.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã lập biên bản xử lý các xe đỗ sai, lắp biển cấm đỗ và kẻ vạch giới hạn.",
        contest: "Có biển rồi nhưng tối vẫn có xe đỗ kín vỉa hè.",
    },
    Template {
        category: "via-he",
        subcategory: "via-he-hong",
        motif: Some(Motif::Pavement),
        weight: 4,
        other: Some("so-xay-dung"),
        answers: None,
        reports: &[
            "Gạch vỉa hè {} bong và vỡ nhiều viên, trời mưa nước bắn lên, người lớn tuổi dễ ngã.",
            "Vỉa hè {} đào lên đặt cáp xong lấp tạm, đã hơn một tháng chưa lát lại.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã lát lại toàn bộ đoạn vỉa hè hư hỏng, có dải gạch dẫn hướng cho người khiếm thị.",
        contest: "Gạch mới lát bị kênh, bước lên vẫn bập bênh.",
    },
    Template {
        category: "thoat-nuoc",
        subcategory: "cong-tac",
        motif: Some(Motif::Flood),
        weight: 6,
        other: None,
        answers: None,
        reports: &[
            "Cống {} tắc nhiều ngày, nước thải tràn lên mặt đường, mùi rất khó chịu.",
            "Rãnh thoát nước {} đầy bùn và rác, mưa nhỏ là nước đen tràn vào sân nhà.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã nạo vét, thông tắc tuyến cống và vệ sinh các hố ga trên đoạn này. Nước đã thoát bình thường.",
        contest: "Sau trận mưa hôm qua nước lại tràn lên đúng chỗ cũ.",
    },
    Template {
        category: "thoat-nuoc",
        subcategory: "ngap-ung",
        motif: Some(Motif::Flood),
        weight: 3,
        other: None,
        answers: Some("do-sau=dau-goi"),
        reports: &[
            "Mưa khoảng nửa giờ là đường {} ngập đến đầu gối, xe chết máy la liệt, nước rút rất chậm.",
            "Đoạn đường trũng {} ngập sau mỗi trận mưa, các cháu đi học phải lội nước.",
        ],
        question: (
            "Đề nghị cho biết nước thường rút sau bao lâu?",
            "Khoảng hai đến ba giờ sau khi tạnh mưa.",
        ),
        done: "Đã khơi thông miệng thu, nạo vét cống và bố trí bơm lưu động khi có mưa lớn.",
        contest: "Trận mưa sau khi báo đã xử lý vẫn ngập như trước.",
    },
    Template {
        category: "thoat-nuoc",
        subcategory: "nap-cong",
        motif: Some(Motif::Manhole),
        weight: 4,
        other: None,
        answers: None,
        reports: &[
            "Nắp hố ga {} bị mất, người dân phải cắm tạm cành cây để cảnh báo. Buổi tối rất nguy hiểm.",
            "Nắp cống {} vỡ một nửa, xe đi qua kêu to và có thể sập bất cứ lúc nào.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã thay nắp hố ga mới đúng tải trọng và gia cố cổ ga.",
        contest: "Nắp mới bị vênh, xe đi qua vẫn kêu rất to.",
    },
    Template {
        category: "nuoc-sach",
        subcategory: "mat-nuoc",
        motif: None,
        weight: 3,
        other: None,
        answers: None,
        reports: &[
            "Khu dân cư {} mất nước từ tối hôm trước, gọi tổng đài chưa có lịch cấp lại.",
            "Nước sinh hoạt {} rất yếu, chỉ có vào lúc nửa đêm, nhà có trẻ nhỏ rất vất vả.",
        ],
        question: (
            "Đề nghị cho biết số hộ bị ảnh hưởng và khung giờ mất nước?",
            "Khoảng hai mươi hộ, từ 18 giờ đến 23 giờ.",
        ),
        done: "Đã xử lý sự cố trên tuyến ống nhánh và cấp nước trở lại, áp lực tại điểm cuối đạt yêu cầu.",
        contest: "Nước có lại được một buổi rồi lại yếu như cũ.",
    },
    Template {
        category: "nuoc-sach",
        subcategory: "vo-ong",
        motif: Some(Motif::Leak),
        weight: 4,
        other: Some("thoat-nuoc"),
        answers: None,
        reports: &[
            "Ống nước sạch {} bị vỡ, nước phun lên chảy tràn ra đường từ sáng sớm.",
            "Nước sạch rò rỉ {} cả tuần nay, mặt đường luôn ướt và trơn.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã thay đoạn ống hỏng, thử áp và hoàn trả mặt hè.",
        contest: "Chỗ vá vẫn rỉ nước, vỉa hè lúc nào cũng ướt.",
    },
    Template {
        category: "moi-truong",
        subcategory: "rac-thai",
        motif: Some(Motif::Litter),
        weight: 7,
        other: Some("moi-truong-do-thi"),
        answers: None,
        reports: &[
            "Rác {} ba ngày chưa được thu gom, bốc mùi và ruồi bay vào nhà dân.",
            "Thùng rác công cộng {} hỏng nắp, rác tràn ra cả lối đi.",
            "Điểm tập kết rác {} để quá giờ quy định, nước rỉ rác chảy ra mặt đường.",
        ],
        question: ("Đề nghị cho biết rác thường bị bỏ vào giờ nào?", "Chủ yếu sau 21 giờ và sáng sớm."),
        done: "Đã thu gom toàn bộ rác tồn đọng, rửa điểm tập kết và bổ sung thùng rác có nắp. Giờ thu gom mới đã dán tại chỗ.",
        contest: "Dọn được một hôm, hôm sau rác lại đầy như trước.",
    },
    Template {
        category: "moi-truong",
        subcategory: "do-trom",
        motif: Some(Motif::Litter),
        weight: 3,
        other: None,
        answers: None,
        reports: &[
            "Ban đêm có xe đổ trộm phế thải xây dựng {}, đống vật liệu đã cao quá đầu người.",
            "Bãi đất trống {} thành nơi đổ đồ cũ, bàn ghế hỏng và gạch vỡ.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã chuyển hết phế thải, rào khu đất và lắp biển cấm đổ rác.",
        contest: "Phế thải chỉ được gạt sang bên, chưa chở đi.",
    },
    Template {
        category: "moi-truong",
        subcategory: "tieng-on",
        motif: None,
        weight: 2,
        other: None,
        answers: None,
        reports: &[
            "Loa kẹo kéo hát {} đến sau 22 giờ nhiều tối liền, người già và trẻ nhỏ không ngủ được.",
            "Xưởng cơ khí {} cắt sắt cả buổi trưa, tiếng ồn rất lớn.",
        ],
        question: ("Đề nghị cho biết những tối nào ồn nhất?", "Tối thứ sáu và thứ bảy, từ 20 giờ."),
        done: "Đã kiểm tra, đo tiếng ồn và yêu cầu cơ sở ký cam kết không dùng loa sau 22 giờ.",
        contest: "Tối thứ bảy vừa rồi vẫn hát đến gần nửa đêm.",
    },
    Template {
        category: "moi-truong",
        subcategory: "khoi-bui",
        motif: None,
        weight: 2,
        other: None,
        answers: None,
        reports: &[
            "Chiều nào cũng có người đốt rác {}, khói bay vào lớp học.",
            "Xe chở đất không che bạt rơi vãi {}, bụi mù cả đoạn đường.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã lập biên bản, yêu cầu dập lửa, thu dọn và phun nước rửa đường.",
        contest: "Việc đốt rác vẫn tiếp tục vào buổi tối.",
    },
    Template {
        category: "cay-xanh-chieu-sang",
        subcategory: "den-duong",
        motif: Some(Motif::Lamp),
        weight: 7,
        other: None,
        answers: Some("loi=tat"),
        reports: &[
            "Ba cột đèn liền nhau {} tắt đã bốn đêm, cả đoạn đường tối om, chị em đi làm ca về rất sợ.",
            "Đèn đường {} nhấp nháy rồi tắt hẳn, không nhìn thấy người sang đường.",
            "Hệ thống đèn trong ngõ {} không sáng từ đầu tuần.",
        ],
        question: (
            "Đề nghị cho biết số ghi trên cột đèn, nếu thấy?",
            "Cột ghi số 12, hai cột bên cạnh không đọc được.",
        ),
        done: "Đã thay bóng và bộ nguồn, kiểm tra đèn sáng đủ vào buổi tối.",
        contest: "Sáng được một đêm rồi lại tắt.",
    },
    Template {
        category: "cay-xanh-chieu-sang",
        subcategory: "cay-do",
        motif: Some(Motif::Tree),
        weight: 3,
        other: None,
        answers: None,
        reports: &[
            "Sau trận gió lớn, một cây to đổ chắn ngang đường {}, xe không qua được.",
            "Cành cây lớn {} gãy còn mắc trên dây, có thể rơi xuống bất cứ lúc nào.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã cắt dọn cây đổ, thu gom cành lá và trồng cây thay thế có cọc chống.",
        contest: "Cây đã dọn nhưng gốc và cành lá vẫn để trên vỉa hè.",
    },
    Template {
        category: "cay-xanh-chieu-sang",
        subcategory: "cat-tia",
        motif: Some(Motif::Tree),
        weight: 3,
        other: None,
        answers: None,
        reports: &[
            "Hàng cây {} cành lá um tùm, che hết đèn đường và chạm vào dây điện.",
            "Cây {} nghiêng hẳn ra lòng đường, mong được kiểm tra trước mùa mưa bão.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã cắt tỉa, hạ độ cao và chằng chống lại cây.",
        contest: "Mới tỉa một cây, hai cây bên cạnh vẫn chạm dây.",
    },
    Template {
        category: "dien-vien-thong",
        subcategory: "cap-vien-thong",
        motif: Some(Motif::Cable),
        weight: 3,
        other: Some("dien-luc"),
        answers: None,
        reports: &[
            "Bó cáp viễn thông {} võng xuống ngang đầu người, xe tải đi qua dễ vướng.",
            "Cáp đứt để cuộn trên vỉa hè {} nhiều tuần, không đơn vị nào thu dọn.",
        ],
        question: (
            "Đề nghị cho biết trên cáp có thẻ ghi tên đơn vị không?",
            "Có hai thẻ nhưng đã mờ, tôi không đọc được.",
        ),
        done: "Đã phối hợp các đơn vị bó gọn, nâng độ cao cáp và thu hồi cáp hỏng.",
        contest: "Cáp mới được buộc tạm, gió to lại rơi xuống.",
    },
    Template {
        category: "dien-vien-thong",
        subcategory: "day-dien",
        motif: Some(Motif::Cable),
        weight: 2,
        other: Some("so-kh-cn"),
        answers: None,
        reports: &["Dây điện {} tróc vỏ, trời mưa có tia lửa, người dân không dám đi qua."],
        question: GENERAL_QUESTION,
        done: "Đã cắt điện khu vực, thay đoạn dây hỏng và kiểm tra an toàn trước khi đóng điện lại.",
        contest: "Hộp nối ở cột bên cạnh vẫn hở.",
    },
    Template {
        category: "van-hoa",
        subcategory: "quang-cao",
        motif: Some(Motif::Posters),
        weight: 3,
        other: None,
        answers: None,
        reports: &[
            "Tường {} bị dán kín tờ rơi quảng cáo vay tiền, khoan cắt bê tông, rất mất mỹ quan.",
            "Biển quảng cáo {} che khuất đèn tín hiệu và sắp rơi.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã bóc, cạo sạch và sơn lại tường; tổ dân phố vẽ tranh hoa để hạn chế dán trở lại.",
        contest: "Mới bóc một bên tường, bên kia vẫn còn nguyên.",
    },
    Template {
        category: "an-toan-thuc-pham",
        subcategory: "quan-an",
        motif: None,
        weight: 2,
        other: Some("so-y-te"),
        answers: None,
        reports: &["Khu bếp ăn {} để thức ăn sống ngay cạnh cống, không che đậy, nhiều ruồi."],
        question: (
            "Đề nghị cho biết thời điểm anh/chị nhìn thấy?",
            "Trưa hôm gửi phản ánh, khoảng 11 giờ 30.",
        ),
        done: "Đã kiểm tra đột xuất, lập biên bản và yêu cầu cơ sở khắc phục điều kiện vệ sinh trước khi mở lại.",
        contest: "Quán mở lại nhưng chỗ rửa bát vẫn ở trên vỉa hè.",
    },
    Template {
        category: "thu-tuc",
        subcategory: "ho-so-cham",
        motif: None,
        weight: 2,
        other: Some("so-tu-phap"),
        answers: None,
        reports: &[
            "Hồ sơ nộp trực tuyến đã quá ngày hẹn trả kết quả mà chưa có thông báo gia hạn. Tôi nộp khi ra bộ phận một cửa {}.",
        ],
        question: (
            "Đề nghị cho biết ngày nộp hồ sơ (không cần gửi giấy tờ tùy thân).",
            "Tôi nộp ngày mồng ba tháng trước.",
        ),
        done: "Đã rà soát, trả kết quả và gửi thư xin lỗi do chậm hẹn.",
        contest: "Kết quả trả về còn thiếu một bản.",
    },
    Template {
        category: "an-ninh-trat-tu",
        subcategory: "vat-nuoi",
        motif: None,
        weight: 2,
        other: None,
        answers: None,
        reports: &["Chó thả rông không rọ mõm {}, các cháu nhỏ đi học rất sợ."],
        question: GENERAL_QUESTION,
        done: "Đã nhắc nhở các hộ nuôi, yêu cầu đeo rọ mõm, xích dắt và phát tờ hướng dẫn trong tổ dân phố.",
        contest: "Sáng nay vẫn thấy hai con chạy ngoài đường.",
    },
    Template {
        category: "trat-tu-xay-dung",
        subcategory: "thi-cong",
        motif: None,
        weight: 2,
        other: Some("so-xay-dung"),
        answers: None,
        reports: &[
            "Công trình {} thi công không che chắn, gạch vữa rơi xuống lối đi chung và làm nứt tường nhà bên.",
        ],
        question: GENERAL_QUESTION,
        done: "Đã yêu cầu chủ đầu tư lắp lưới che, dọn lối đi và thỏa thuận khắc phục với hộ liền kề.",
        contest: "Lưới che mới lắp một mặt, vữa vẫn rơi xuống ngõ.",
    },
];

/// Why a sample case is declined, in words.
pub const DECLINED: (&str, &str) = (
    "Biên bản kiểm tra hiện trường có đại diện tổ dân phố (mẫu).",
    "Đã kiểm tra hai lần vào các khung giờ khác nhau nhưng không thấy hiện tượng như phản ánh. Nếu còn xảy ra, xin gửi lại kèm ảnh và thời điểm.",
);

/// Why it belongs into another plan, in words.
pub const PLANNED: (&str, &str) = (
    "Kế hoạch duy tu hạ tầng năm đã công bố (mẫu).",
    "Đoạn này nằm trong kế hoạch cải tạo đã công bố, sẽ làm cùng cả tuyến trong quý tới.",
);

/// Words of a hand-over.
pub const HANDED_OVER: &str =
    "Vị trí này do đơn vị khác quản lý. Xin chuyển để đơn vị đó chủ trì, chúng tôi sẽ phối hợp khi cần.";

/// Words of a hand-over that leaves the decision to the coordinator.
pub const UNCLEAR: &str =
    "Hai đơn vị đều cho rằng không thuộc phạm vi quản lý. Đề nghị cơ quan điều phối chỉ định đơn vị chủ trì.";

/// What a supporting agency is asked to do, and what it says to it.
pub const PART: &str =
    "Đề nghị đơn vị xử lý phần việc thuộc chuyên môn của mình tại chỗ này và gửi minh chứng.";
pub const PART_DONE: &str = "Đơn vị đã làm xong phần việc được giao, có biên bản kèm theo.";
pub const PART_RELEASED: &str = "Đội của cơ quan chủ trì đã tự làm phần việc này.";
/// What an officer says to the head.
pub const MORE_TIME: &str = "Phải chờ vật tư từ kho của thành phố, dự kiến về vào tuần sau.";
/// Why two cases are worked on as one.
pub const MERGED: &str = "Hai phản ánh cùng nói về một chỗ.";

/// Words of an extension.
pub const EXTENDED: &str =
    "Vật tư đặc chủng phải đặt từ nhà sản xuất; đã rào chắn và cảnh báo tại chỗ trong thời gian chờ.";

/// Words of a confirmation.
pub const THANKS: &[&str] =
    &["Đã xong, cảm ơn các anh chị.", "Tôi vừa đi qua, đã ổn rồi.", "Làm nhanh và sạch sẽ, bà con rất mừng."];

/// An internal note.
pub const NOTE: &str = "Đã gọi tổ trưởng tổ dân phố, hẹn kiểm tra tại chỗ sáng mai.";

/// Title and body of the paper that proves a result without photos.
pub const PAPER: (&str, &str) = (
    "Biên bản kiểm tra kết quả (mẫu)",
    "Đoàn kiểm tra gồm đại diện cơ quan, tổ dân phố và Mặt trận phường ký xác nhận kết quả xử lý.",
);

/// What a report says that must not be shown, with the words that a moderator puts in its place.
pub const REDACTION: (&str, &str) = (" Liên hệ tôi theo số 0900 000 000.", " [đã che thông tin cá nhân]");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_of_the_pack_and_says_enough() {
        let city = dantin_city::City::embedded().unwrap();
        for template in TEMPLATES {
            let subcategory = Some(template.subcategory);
            assert!(city.pair(template.category, subcategory).is_some(), "{}", template.subcategory);
            assert!(
                template.other.is_none_or(|agency| city.agency(agency).is_some()),
                "{:?}",
                template.other
            );
            for report in template.reports {
                assert!(report.matches("{}").count() == 1, "{report}");
                assert_eq!(dantin_words::nfc(report), *report);
                assert!((40..4000).contains(&report.chars().count()), "{report}");
            }
        }
    }
}

## Giám sát và phản biện xã hội: sự kiện, lý do từ chối, danh sách, trang công khai và trang cán bộ

# used as: event-*

event-round-planned = Đưa vào kế hoạch giám sát
event-round-moved = Đổi ngày giám sát
event-round-notified = Đã gửi kế hoạch cho đơn vị được giám sát
event-round-report-received = Đã nhận báo cáo của đơn vị được giám sát
event-round-visited = Đã đến giám sát
event-visit-shown = Làm mờ ảnh của buổi giám sát, hoặc bỏ làm mờ
event-finding-made = Ghi nhận một phát hiện
event-recommendation-made = Có kiến nghị giám sát
event-recommendation-answered = Kiến nghị đã được trả lời bằng văn bản
event-recommendation-let-go = Thôi theo dõi một kiến nghị, có lý do
event-round-concluded = Công bố kết quả giám sát
event-round-closed = Kết thúc giám sát
event-round-cancelled = Không tiến hành giám sát
event-critique-requested = Dự thảo được gửi để phản biện
event-point-raised = Nêu một ý kiến phản biện
event-critique-delivered = Đã gửi văn bản phản biện
event-point-answered = Ý kiến phản biện đã được trả lời
event-critique-closed = Kết thúc phản biện
event-critique-cancelled = Không tiến hành phản biện

# used as: refusal-*

refusal-notice-too-short = Đã quá muộn để báo trước cho ngày này, hãy đổi ngày giám sát
refusal-not-the-overseen = Chỉ cơ quan nhận kiến nghị hoặc được giám sát làm được bước này
refusal-no-such-visit = Không có buổi giám sát này
refusal-other-evidence = Làm mờ thì không được thêm hay bớt ảnh của buổi giám sát
refusal-no-such-finding = Không có phát hiện này
refusal-no-such-recommendation = Không có kiến nghị này
refusal-recommendation-let-go = Kiến nghị này không còn được theo dõi
refusal-answered-before = Đã có trả lời bằng văn bản rồi
refusal-recommendations-open = Chưa kết thúc được: còn kiến nghị chưa được trả lời
refusal-recommendations-unconfirmed = Chưa kết thúc được: còn kiến nghị chưa được xác nhận là đã thực hiện
refusal-no-such-point = Không có ý kiến phản biện này
refusal-points-open = Chưa kết thúc được: còn ý kiến phản biện chưa được trả lời

# used as: oversight-body-*

oversight-body-front = Ủy ban Mặt trận Tổ quốc
oversight-body-inspection-board = Ban Thanh tra nhân dân
oversight-body-investment-board = Ban Giám sát đầu tư của cộng đồng
oversight-body-council = Hội đồng nhân dân

# used as: oversight-form-*

oversight-form-documents = Nghiên cứu văn bản
oversight-form-team = Đoàn giám sát
oversight-form-board = Thông qua Ban Thanh tra nhân dân, Ban Giám sát đầu tư của cộng đồng
oversight-form-joined = Tham gia giám sát cùng cơ quan có thẩm quyền

# used as: critique-form-*

critique-form-conference = Hội nghị phản biện
critique-form-written = Gửi văn bản lấy ý kiến
critique-form-dialogue = Đối thoại trực tiếp

# used as: move-*

move-asked = Đơn vị được giám sát đề nghị
move-notice = Không kịp báo trước
move-overseer = Lý do của bên giám sát
move-weather = Thời tiết

# used as: drop-*

drop-plan = Đưa ra khỏi kế hoạch
drop-elsewhere = Cơ quan khác đã giám sát nội dung này
drop-subject-gone = Nội dung không còn
drop-correction = Nhập nhầm

# used as: let-go-*

let-go-reason-accepted = Chấp nhận lý do không thực hiện
let-go-subject-gone = Nội dung không còn
let-go-taken-above = Đã kiến nghị lên cấp trên
let-go-correction = Nhập nhầm

# used as: oversight-reply-*

oversight-reply-accepted = Tiếp thu
oversight-reply-partly = Tiếp thu một phần
oversight-reply-rejected = Không tiếp thu, có giải trình

# used as: round-state-*

round-state-planned = Trong kế hoạch
round-state-notified = Đã báo trước
round-state-under-way = Đang giám sát
round-state-concluded = Đã có kết quả, đang theo dõi kiến nghị
round-state-closed = Đã kết thúc
round-state-cancelled = Không tiến hành

# used as: critique-state-*

critique-state-open = Đang phản biện
critique-state-delivered = Chờ cơ quan soạn thảo trả lời
critique-state-closed = Đã kết thúc
critique-state-cancelled = Không tiến hành

# used as: private-field-*

private-field-subject = Nội dung giám sát
private-field-team = Thành phần đoàn
private-field-project = Dự án
private-field-visit = Ghi nhận tại buổi giám sát
private-field-finding = Phát hiện
private-field-reply = Văn bản trả lời
private-field-let-go = Lý do thôi theo dõi
private-field-conclusion = Kết quả giám sát
private-field-overseen-report = Báo cáo của đơn vị được giám sát
private-field-title = Tên dự thảo
private-field-about = Giới thiệu dự thảo
private-field-point = Ý kiến phản biện
private-field-measure = Cách đo
private-field-evidence-expected = Minh chứng cần có
private-field-speaker-words = Nguyên văn lời hứa

# used as: origin-*

origin-oversight = Kiến nghị giám sát

verify-row-recommendation = Kiến nghị số
verify-row-point = Ý kiến số

oversight-title = Giám sát và phản biện
oversight-lead = Ai giám sát việc gì, thấy gì, kiến nghị gì, và cơ quan đã làm được gì. Chỉ bên giám sát mới xác nhận kiến nghị đã được thực hiện.
oversight-samples = Trong danh sách có dữ liệu mẫu
oversight-samples-explained = Những cuộc giám sát và phản biện là dữ liệu mẫu thì không có thật, chỉ để minh họa.
oversight-sample-round = Cuộc giám sát này không có thật, chỉ để minh họa.
oversight-sample-critique = Lần phản biện này không có thật, chỉ để minh họa.
oversight-sample = dữ liệu mẫu
oversight-rounds = Kế hoạch giám sát
oversight-none = Chưa có cuộc giám sát nào
oversight-none-explained = Khi kế hoạch giám sát được công bố, các cuộc giám sát sẽ hiện ở đây.
oversight-round = Cuộc giám sát
oversight-subject = Nội dung giám sát
oversight-overseer = Bên giám sát
oversight-overseen = Đơn vị được giám sát
oversight-body = Tổ chức giám sát
oversight-form = Hình thức
oversight-area = Địa bàn
oversight-project = Dự án
oversight-team = Thành phần đoàn
oversight-year = Kế hoạch năm
oversight-visit-day = Ngày giám sát
oversight-first-visit = Ngày dự định ban đầu
oversight-state = Trạng thái
oversight-answered = Đã trả lời
oversight-of = { $done } trên { $all }
oversight-clock-notice = Gửi kế hoạch
oversight-clock-report = Nhận báo cáo
oversight-clock-result = Công bố kết quả
oversight-result = Kết quả giám sát
oversight-recommendations = Kiến nghị
oversight-no-recommendations = Chưa có kiến nghị.
oversight-recommendation = Kiến nghị
oversight-owed-by = Cơ quan phải thực hiện
oversight-from-finding = Từ phát hiện số
oversight-its-case = Theo dõi việc thực hiện tại hồ sơ
oversight-answer-by = Hạn trả lời bằng văn bản
oversight-reply = Trả lời
oversight-unanswered = Chưa có trả lời.
oversight-from-paper = Câu trả lời này bằng giấy, do { $overseer } nhập thay cơ quan trả lời.
oversight-let-go = Thôi theo dõi:
oversight-findings = Phát hiện
oversight-visits = Các buổi giám sát
oversight-visit = Buổi
oversight-photo-alt = Ảnh chụp tại buổi giám sát { $number }
oversight-from-the-journal = Mỗi bước đều nằm trong nhật ký công khai, ai sửa cũng bị phát hiện.
oversight-figure-answered = Kiến nghị đã được trả lời
oversight-figure-answered-in-time = Trả lời đúng hạn luật định
oversight-figure-confirmed = Kiến nghị đã được xác nhận thực hiện
oversight-figure-in-time = Thực hiện đúng hạn
oversight-of-recommendations = { $count ->
   *[other] trên { $count } kiến nghị đang theo dõi
}
oversight-of-terms = { $count ->
   *[other] trên { $count } kiến nghị đã đến hạn trả lời
}

critique-title = Phản biện xã hội
critique-lead = Dự thảo được gửi để phản biện, từng ý kiến và câu trả lời của cơ quan soạn thảo.
critique-none = Chưa có dự thảo nào được phản biện
critique-none-explained = Khi có dự thảo được gửi để phản biện, dự thảo đó sẽ hiện ở đây.
critique-one = Phản biện xã hội
critique-draft = Tên dự thảo
critique-critic = Bên phản biện
critique-drafter = Cơ quan soạn thảo
critique-submission = Ngày trình dự thảo
critique-submission-hint = Dự thảo phải được gửi trước ngày trình ít nhất 15 ngày. Gửi muộn vẫn phản biện được, nhưng trang công khai sẽ ghi là muộn.
critique-about = Giới thiệu dự thảo
critique-about-hint = Dự thảo quy định điều gì, có thể đọc ở đâu.
critique-clock-sent = Gửi dự thảo để phản biện
critique-points = Ý kiến phản biện
critique-point = Ý kiến
critique-no-points = Chưa có ý kiến phản biện.

oversight-desk-lead = Kế hoạch, các buổi giám sát, kiến nghị và câu trả lời. Mọi nội dung nhập ở đây đều được công khai.
oversight-new = Thêm cuộc giám sát
oversight-new-lead = Nội dung, đoàn giám sát và ngày giám sát được công khai ngay khi lưu.
critique-new = Gửi dự thảo để phản biện
critique-new-lead = Tên và phần giới thiệu dự thảo được công khai ngay khi lưu.
oversight-choose = Chọn
oversight-none-chosen = Không chọn
oversight-project-hint = Bắt buộc khi Ban Giám sát đầu tư của cộng đồng giám sát một dự án.
oversight-project-needed = Hãy ghi tên dự án
oversight-own-work = Bên giám sát không giám sát chính mình hoặc đơn vị cấp dưới của mình
oversight-visit-in-the-past = Ngày giám sát phải ở phía trước
oversight-visit-too-far = Ngày giám sát cách hôm nay nhiều nhất hai năm
oversight-due-in-the-past = Hạn thực hiện không được ở quá khứ
oversight-due-too-far = Hạn thực hiện cách hôm nay nhiều nhất năm năm
oversight-recommends-to-itself = Bên giám sát không kiến nghị với chính mình
critique-own-work = Bên phản biện không phản biện dự thảo của chính mình
critique-submission-too-far = Ngày trình không được sớm hơn một năm trước hoặc muộn hơn hai năm nữa
critique-nothing-to-deliver = Chưa có ý kiến phản biện nào. Hãy nêu ít nhất một ý kiến trước khi gửi văn bản.
people-board-oversees = Ở ban của người dân chỉ giao được vai trò giám sát. Hãy chọn vai trò giám sát hoặc cơ quan khác.
oversight-own-ward-only = Ban này chỉ giám sát trên địa bàn của mình
oversight-not-this-body = Bên giám sát này không hoạt động với tư cách đó
oversight-team-hint = Ghi cơ quan và chức danh, không ghi thông tin riêng của cá nhân.
oversight-visit-day-hint = Đơn vị được giám sát phải nhận kế hoạch trước ít nhất 15 ngày; với giám sát đầu tư là 45 ngày.
oversight-begin = Lưu và công khai
oversight-public-page = Xem trang công khai
oversight-steps = Việc có thể làm
oversight-no-step = Hiện anh/chị không có bước nào cần làm ở đây.
oversight-notify-hint = Bấm khi kế hoạch, quyết định và yêu cầu báo cáo đã gửi cho đơn vị được giám sát.
oversight-do-notify = Đã gửi kế hoạch
oversight-do-receive = Nhận báo cáo
oversight-report-words = Nội dung chính của báo cáo
oversight-do-visit = Ghi buổi giám sát
oversight-visit-words = Đã xem gì, gặp ai (theo chức danh)
oversight-public-hint = Nội dung này được công khai.
oversight-do-find = Ghi phát hiện
oversight-finding-words = Phát hiện
oversight-do-recommend = Kiến nghị
oversight-recommend-hint = Kiến nghị trở thành một hồ sơ của cơ quan phải thực hiện. Chỉ bên giám sát xác nhận được.
oversight-observable = Kết quả cần đạt, nhìn thấy hoặc đo được
oversight-due-day = Hạn thực hiện
oversight-category = Lĩnh vực
oversight-measure = Cách đo
oversight-evidence = Minh chứng cần có
oversight-do-answer = Trả lời bằng văn bản
oversight-on-paper = Anh/chị đang nhập văn bản trả lời bằng giấy của cơ quan khác; trang công khai và nhật ký công khai ghi rõ như vậy.
oversight-number = Số
oversight-reply-words = Nội dung trả lời
oversight-reply-hint = Nếu không tiếp thu, hãy nêu rõ lý do. Nội dung này được công khai và chỉ trả lời một lần.
oversight-do-let-go = Thôi theo dõi một kiến nghị
oversight-let-go-words = Giải thích
oversight-reason = Lý do
oversight-do-conclude = Công bố kết quả
oversight-conclusion-words = Kết quả giám sát
oversight-do-move = Đổi ngày giám sát
oversight-do-close = Kết thúc
oversight-close-hint = Chỉ kết thúc được khi mọi kiến nghị đang theo dõi đã được trả lời và được xác nhận là đã thực hiện.
critique-close-hint = Chỉ kết thúc được khi mọi ý kiến đã được trả lời.
oversight-do-cancel = Không tiến hành
critique-do-raise = Nêu ý kiến phản biện
critique-point-words = Ý kiến phản biện
critique-do-deliver = Đã gửi văn bản phản biện
critique-deliver-hint = Bấm khi văn bản phản biện đã gửi cho cơ quan soạn thảo. Sau bước này không thêm được ý kiến, và cơ quan soạn thảo phải trả lời từng ý kiến.

oversight-doc-link = Tải báo cáo
oversight-doc-number = TT
oversight-doc-report = BÁO CÁO
oversight-doc-critique = VĂN BẢN PHẢN BIỆN XÃ HỘI
oversight-doc-round = Kết quả giám sát: { $subject }
oversight-doc-hearing = Kết quả giám sát từ ngày { $from } đến ngày { $until }
oversight-doc-general = Thông tin chung
oversight-doc-none = Không có cuộc giám sát nào có kết quả trong thời gian này.
oversight-doc-archive = Lưu
oversight-doc-signature = ĐẠI DIỆN BÊN GIÁM SÁT
oversight-doc-sign = (Ký, ghi rõ họ tên)
oversight-doc-sample = DỮ LIỆU MẪU: không phải kết quả giám sát thật
oversight-doc-foot = Lập từ nhật ký công khai ({ $size } mục). Kiểm tra tại { $address }
oversight-follow-up = Kiến nghị đang theo dõi
oversight-its-round = thuộc cuộc giám sát
oversight-hearing = Báo cáo nửa năm
oversight-hearing-half = { $half ->
    [1] 6 tháng đầu năm { $year }
   *[other] 6 tháng cuối năm { $year }
}
hearing-title = { $half ->
    [1] Báo cáo giám sát 6 tháng đầu năm { $year }
   *[other] Báo cáo giám sát 6 tháng cuối năm { $year }
}
hearing-rounds = Các cuộc giám sát đã có kết quả
hearing-still-owed = Kiến nghị của các kỳ trước chưa được xác nhận
hearing-answered = Đã trả lời ngày { $day }
hearing-answered-in-time = Trả lời đúng hạn, ngày { $day }
hearing-answered-late = Trả lời muộn, ngày { $day }
hearing-answer-by = Chưa trả lời, hạn { $day }
hearing-answer-overdue = Chưa trả lời, quá hạn từ { $day }
hearing-unanswered = Chưa trả lời, luật không định thời hạn
hearing-not-awaited = Không còn phải trả lời
hearing-confirmation = Bên giám sát xác nhận
hearing-confirmed = Đã xác nhận: { $state }
hearing-not-confirmed = Chưa xác nhận: { $state }

# used as: hearing-work-*

hearing-work-running = còn trong thời hạn
hearing-work-kept = đúng hạn
hearing-work-late = thực hiện muộn
hearing-work-broken = quá hạn hoặc không thực hiện

## Nội dung đã xóa hoặc đã mất

oversight-erased = Nội dung đã xóa
oversight-erase-hint = Nội dung giống hệt ở mục khác của hồ sơ này cũng bị xóa theo. Xóa ảnh thì xóa cả ảnh gốc lẫn các bản thu nhỏ.
oversight-erase-photo = ghi ở mục số { $number } của hồ sơ

# used as: round-field-*

round-field-subject = Nội dung giám sát
round-field-team = Thành phần đoàn
round-field-project = Dự án
round-field-overseen-report = Báo cáo của đơn vị được giám sát
round-field-visit = Buổi giám sát
round-field-photo = Ảnh
round-field-finding = Phát hiện
round-field-reply = Trả lời
round-field-let-go = Lời giải thích khi thôi theo dõi kiến nghị
round-field-conclusion = Kết quả giám sát
round-field-title = Tên dự thảo
round-field-about = Giới thiệu dự thảo
round-field-point = Ý kiến phản biện

## Dialogue sessions: what happened, by whom refused and why; kinds, states and reasons

# used as: event-*

event-session-announced = Công bố hội nghị đối thoại
event-session-changed = Đổi thời gian, địa điểm hoặc hình thức hội nghị
event-session-opened = Bắt đầu nhận câu hỏi
event-session-started = Hội nghị bắt đầu
event-session-attended = Ghi số người tham dự
event-session-closed = Kết thúc hội nghị
event-session-followed-up = Mọi việc đã hứa đều có kết quả
event-session-cancelled = Hủy hội nghị
event-session-minutes-approved = Thông qua biên bản
event-question-asked = Người dân đặt câu hỏi
event-question-joined = Thêm người cùng câu hỏi
event-question-supported = Cập nhật số người ủng hộ
event-question-shown = Công khai câu hỏi
event-question-hidden = Ẩn câu hỏi
event-question-merged = Gộp vào câu hỏi khác
event-question-unmerged = Tách ra thành câu hỏi riêng
event-question-withdrawn = Người hỏi rút câu hỏi
event-question-called = Đang trả lời tại hội nghị
event-question-answered = Đã trả lời
event-question-promised = Đã cam kết
event-question-in-writing = Hẹn trả lời bằng văn bản
event-question-refused = Không trả lời, có lý do
event-question-judged = Người hỏi cho ý kiến về câu trả lời

# used as: refusal-*

refusal-matter-not-begun = Việc này chưa được công bố
refusal-matter-begun-before = Việc này đã được công bố rồi
refusal-matter-wrong-kind = Bước này không thuộc loại việc này
refusal-matter-wrong-state = Không làm được bước này ở giai đoạn hiện tại
refusal-matter-wrong-role = Vai trò của bạn không được làm bước này
refusal-not-the-host = Chỉ cơ quan chủ trì hội nghị được làm bước này
refusal-matter-own-work = Cơ quan chủ trì không được tự xóa nội dung của mình
refusal-matter-time-went-back = Thời điểm sớm hơn bước trước đó
refusal-matter-time-out-of-range = Thời điểm nằm ngoài khoảng cho phép
refusal-times-out-of-order = Giờ bắt đầu phải trước giờ kết thúc, và hạn nhận câu hỏi không được sau giờ kết thúc
refusal-outside-period = Ngoài thời gian nhận câu hỏi đã công bố
refusal-session-ended = Buổi đối thoại đã kết thúc nên không nhận thêm câu hỏi
refusal-session-cancelled = Buổi đối thoại đã hủy nên không nhận câu hỏi
refusal-wrong-number = Có người vừa gửi trước bạn một chút, hãy gửi lại
refusal-no-such-question = Không có câu hỏi này
refusal-question-gone = Câu hỏi này đã được rút, gộp hoặc ẩn
refusal-question-ended = Câu hỏi này đã có kết quả
refusal-question-changed = Câu hỏi này vừa thay đổi
refusal-question-not-ended = Câu hỏi này chưa có câu trả lời để cho ý kiến
refusal-not-mergeable = Không gộp hoặc ẩn được: câu hỏi này hoặc câu kia đã gộp, đã có kết quả, hoặc đang có câu khác gộp vào
refusal-not-merged = Câu hỏi này không bị gộp
refusal-question-others-joined = Đã có người cùng hỏi hoặc ủng hộ nên không thể rút
refusal-count-fell = Số người ủng hộ không thể giảm
refusal-questions-open = Chưa kết thúc được: còn câu hỏi chưa trả lời, chưa hẹn trả lời bằng văn bản và chưa từ chối có lý do
refusal-pledges-open = Còn việc đã hứa chưa có kết quả
refusal-not-the-pledge = Vụ việc không phải lời hứa của câu hỏi này
refusal-matter-nothing-to-erase = Chưa chọn nội dung nào để xóa
refusal-matter-too-many-items = Quá nhiều mục trong một bước
refusal-pledged = Việc đã hứa công khai thì không chuyển, không rút, không gộp và không hỏi thêm người dân
refusal-not-of-the-pledge = Thời hạn không đúng với lời hứa
refusal-not-the-verifier = Chỉ đơn vị được nêu trong lời hứa được xác nhận kết quả

# used as: origin-*

origin-session = Lời hứa tại hội nghị đối thoại

# used as: basis-*

basis-promise = Theo lời hứa trước dân
basis-recommendation = Theo kiến nghị giám sát

verify-row-question = Câu hỏi số

## The list and the page of a session

nav-dialogues = Đối thoại
dialogues-title = Đối thoại với dân
dialogues-sentence = Hỏi trực tiếp cơ quan của thành phố. Mọi câu hỏi đều phải có câu trả lời, lời hứa có thời hạn, hoặc lý do từ chối.
dialogues-none = Chưa có hội nghị nào
dialogues-none-sentence = Khi có hội nghị đối thoại hoặc buổi tiếp dân, thời gian và nơi đặt câu hỏi sẽ hiện ở đây.
dialogues-coming = Đang và sắp diễn ra
dialogues-over = Đã qua
dialogues-calendar = Lịch các hội nghị (iCalendar)
dialogues-commitments = Những lời đã hứa
dialogue-questions = { $count } câu hỏi
dialogue-promises = { $count } cam kết
error-session-missing = Không tìm thấy hội nghị này
error-session-missing-explained = Mã có thể bị gõ nhầm. Danh sách hội nghị có ở trang Đối thoại.
error-way-dialogues = Xem các hội nghị đối thoại

# used as: session-state-*

session-state-planned = Sắp mở nhận câu hỏi
session-state-collecting = Đang nhận câu hỏi
session-state-live = Đang diễn ra
session-state-closed = Đã kết thúc
session-state-followed-up = Đã làm xong mọi việc đã hứa
session-state-cancelled = Đã hủy

# used as: session-kind-*

session-kind-conference = Hội nghị đối thoại
session-kind-reception = Buổi tiếp công dân

# used as: session-reason-*

session-reason-weather = Thời tiết
session-reason-place = Không dùng được địa điểm
session-reason-host = Người trả lời không thể có mặt
session-reason-demand = Đông người hoặc nhiều câu hỏi hơn dự kiến
session-reason-correction = Sửa sai sót trong thông báo

# used as: attendance-*

attendance-in-person = Tại chỗ
attendance-online = Trực tuyến
attendance-hybrid = Tại chỗ và trực tuyến

# used as: refuse-*

refuse-outside-competence = Không thuộc thẩm quyền
refuse-other-channel = Là khiếu nại hoặc tố cáo, có trình tự riêng
refuse-secret = Pháp luật không cho phép nói
refuse-pending = Đang được tòa án hoặc thanh tra xem xét
refuse-off-subject = Không thuộc nội dung hội nghị
refuse-answered = Đã trả lời ở câu hỏi khác

# used as: question-channel-*

question-channel-paper = Trên giấy
question-channel-phone = Qua điện thoại

session-ask = Đặt câu hỏi
session-floor = Đang trả lời
session-questions = Các câu hỏi
session-counts = { $done } trên { $all } câu hỏi đã có kết quả.
session-waiting = { $count } câu đang chờ kiểm duyệt.
session-moderation = Nhật ký kiểm duyệt
session-no-questions = Chưa có câu hỏi nào
session-no-questions-sentence = Bạn có thể là người hỏi đầu tiên.
session-pages = Các trang câu hỏi
session-page-before = Trang trước
session-page-next = Trang sau
session-when = Thời gian
session-first = Ban đầu hẹn
session-place = Địa điểm
session-attendance = Hình thức
session-link = xem trực tuyến
session-host = Cơ quan chủ trì
session-from = Nhận câu hỏi từ
session-until = Nhận câu hỏi đến
session-people = Số người tham dự
session-attended = { $count } người
session-never-held = Đã quá giờ, chưa diễn ra
session-agenda = Chương trình
session-minutes = { $minutes } phút
session-calendar = Thêm vào lịch
session-board = Bảng cho hội trường
session-read-minutes = Biên bản
session-wards = Câu hỏi theo phường, xã
session-topics = Câu hỏi theo lĩnh vực
session-unsaid = Không nêu
live-news = Có cập nhật mới. Xem ngay
live-lost = Mất kết nối, đang thử lại
live-refresh = Làm mới trang
board-no-floor = Chưa gọi câu hỏi nào
queue-first = Đưa lên đầu
queue-up = Lên
queue-down = Xuống
queue-hint = Thứ tự này do người điều hành sắp xếp; bảng trong hội trường theo thứ tự này.
speaking-who = Cơ quan đang trả lời
speaking-nobody = Chưa ai trả lời
speaking-do = Ghi nhận
speaking-hint = Chỉ ghi tên cơ quan, không ghi tên người.
speaking-times = Thời gian trả lời của từng cơ quan
speaking-since = { $agency }: đang nói, từ { $time }
board-next = Tiếp theo
board-no-next = Không còn câu hỏi nào đang chờ.
board-ask = Đặt câu hỏi bằng điện thoại
board-refresh-itself = Tự làm mới mỗi 10 giây
board-back = Trang hội nghị

## A question

question-awaits = Câu hỏi đang chờ kiểm duyệt trước khi hiện nội dung.
question-awaits-moderator = Chờ kiểm duyệt
question-behind = { $count } người hỏi hoặc ủng hộ
question-seconds = { $seconds } giây
question-minutes-seconds = { $minutes } phút { $seconds } giây
question-of-number = câu hỏi số { $number }
question-number = Câu hỏi số { $number }
question-merged-into = xem câu hỏi số { $number }
question-with = Các câu hỏi được gộp vào đây:
question-taken-back = Người hỏi đã rút câu hỏi này.
question-case = Theo dõi việc này: { $code }
question-support = Ủng hộ
question-supported = Bạn đã ủng hộ câu hỏi này
question-join = Tôi cũng hỏi câu này
question-open = Chờ trả lời
question-on-floor = Đang trả lời
question-withdrawn = Đã rút
question-merged = Đã gộp vào câu khác
question-hidden = Đã ẩn
question-answered = Đã trả lời
question-promised = Đã cam kết
question-in-writing = Hẹn trả lời bằng văn bản
question-refused = Không trả lời, có lý do
question-judged-yes = Người hỏi: đã trả lời đúng câu hỏi
question-judged-no = Người hỏi: chưa trả lời đúng câu hỏi
question-ask-title = Đặt câu hỏi
question-ask-sentence = Không cần tài khoản. Bạn nhận một đường liên kết riêng để xem câu trả lời và nói câu trả lời có đúng điều bạn hỏi không.
question-alike = Có câu hỏi gần giống
question-alike-sentence = Nếu trùng ý, hãy ủng hộ hoặc cùng hỏi để câu đó được gọi sớm hơn. Nếu không, gửi câu của bạn ở dưới.
question-text = Câu hỏi của bạn
question-text-hint = Hỏi một việc, tối đa 500 ký tự. Đừng nêu tên người khác.
question-topic = Lĩnh vực
question-area = Phường, xã nơi bạn ở
question-no-area = Không nêu
question-no-topic = Không nêu
question-send = Gửi câu hỏi
question-send-anyway = Vẫn gửi câu hỏi của tôi
question-after = Nội dung hiện ra sau khi được kiểm duyệt. Số câu hỏi được ghi ngay vào nhật ký công khai.
question-contact-hint = Không bao giờ công khai. Hệ thống này chưa gửi thư: bạn xem câu trả lời bằng đường liên kết riêng nhận được sau khi gửi.
question-too-short = Câu hỏi cần ít nhất { $count } ký tự
question-join-title = Cùng hỏi
question-join-sentence = Bạn nhận một đường liên kết riêng và được hỏi ý kiến khi có câu trả lời.
question-accuse = Người kiểm duyệt giữ câu hỏi lại và có thể lược tên trước khi công khai. Nếu muốn tố cáo, pháp luật có trình tự riêng bảo vệ bạn:
question-mine = Câu hỏi của bạn
question-joined = Câu hỏi bạn cùng hỏi
question-own-words = Nguyên văn bạn gửi
question-session = Hội nghị
question-mine-wait = Chưa có câu trả lời. Giữ đường liên kết này để xem lại.
question-mine-merged = Câu hỏi số { $number } đã được gộp vào câu hỏi số { $main } ở dưới. Kết quả của câu đó cũng là kết quả của bạn.
question-mine-withdrawn = Bạn đã rút câu hỏi này nên sẽ không có câu trả lời.
question-mine-hidden = Câu hỏi này không được công khai. Lý do có ở:
question-judge = Câu trả lời có đúng điều bạn hỏi không?
question-judge-sentence = Ý kiến của bạn được tính công khai. Bạn có thể đổi ý sau.
question-judge-text = Vì sao
question-judge-yes = Đúng điều tôi hỏi
question-judge-no = Chưa đúng
question-withdraw = Rút câu hỏi
question-withdraw-sentence = Chỉ rút được khi chưa có người khác cùng hỏi; từ khi hội nghị bắt đầu thì cả khi chưa có người ủng hộ.

## At the desk

desk-dialogues = Đối thoại
desk-dialogues-none = Công bố hội nghị đầu tiên bằng nút ở trên.
session-announce = Công bố hội nghị
session-announce-sentence = Thông báo được ghi vào nhật ký công khai. Thời gian ban đầu được giữ lại mãi, kể cả khi đổi.
session-announce-send = Công bố
session-change = Đổi thời gian, địa điểm
session-change-sentence = Người đọc thấy cả thời gian ban đầu và lý do đổi.
session-change-reason = Lý do
session-change-send = Lưu thay đổi
session-cancel = Hủy hội nghị
session-kind = Loại
session-title = Tên hội nghị
session-subject = Nội dung
session-subject-hint = Người dân được hỏi về việc gì, ai trả lời, tài liệu xem ở đâu.
session-area = Phạm vi
session-whole-city = Toàn thành phố
session-link-field = Địa chỉ xem trực tuyến
session-link-hint = Địa chỉ bắt đầu bằng https://. Bắt buộc khi chỉ họp trực tuyến.
session-starts = Bắt đầu
session-ends = Kết thúc
session-until-hint = Trong hội trường vẫn nhận câu hỏi cho đến khi kết thúc.
session-agenda-hint = Mỗi dòng một mục, ví dụ «20: Lãnh đạo phường báo cáo». Mục không định thời lượng thì viết không có dấu hai chấm.
session-moderators = Người điều hành
session-moderators-hint = Mỗi dòng một người: họ tên và chức vụ. Công khai cùng thông báo.
session-papers = Tài liệu
session-papers-hint = Mỗi dòng một tài liệu, ví dụ «Báo cáo quý III | https://…». Tài liệu chỉ phát tại chỗ thì viết tên thôi.
session-fault-lines = Nhiều nhất 20 dòng.
session-fault-paper = Dòng «{ $line }»: trước dấu | là tên tài liệu, sau dấu | là địa chỉ bắt đầu bằng https://, không có dấu cách.
session-calendar-moderators = Người điều hành: { $who }
session-answers = Đang trả lời: { $agency }
session-fault-agenda = Dòng «{ $line }»: trước dấu hai chấm phải là số phút, viết bằng chữ số. Nếu không định thời lượng, hãy bỏ dấu hai chấm.
session-fault-agenda-long = Chương trình cần { $planned } phút, nhưng buổi chỉ có { $length } phút.
session-fault-time = Ghi ngày và giờ, ví dụ 5/12/2026 14:00
session-fault-day = Hãy chọn ngày, ví dụ 5/12/2026
session-fault-ends = Giờ kết thúc phải sau giờ bắt đầu
session-fault-past = Buổi này đã qua: giờ kết thúc phải ở phía trước
session-fault-until = Hạn nhận câu hỏi phải sau lúc bắt đầu nhận và không sau giờ kết thúc
session-fault-link = Địa chỉ phải bắt đầu bằng https://
session-fault-people = Ghi số người, chỉ dùng chữ số
session-state = Trạng thái
session-open-questions = Câu hỏi chưa có kết quả
session-done-questions = Câu hỏi đã có kết quả
session-none-open = Không còn câu hỏi nào chờ.
session-public-page = Trang công khai
session-do-open = Mở nhận câu hỏi ngay
session-do-start = Bắt đầu hội nghị
session-do-close = Kết thúc hội nghị
session-do-attend = Ghi số người
session-do-file = Nhập câu hỏi trên giấy hoặc điện thoại
session-file-sentence = Nhập lần lượt từng phiếu. Sau phiếu cuối, in một tờ có đường liên kết riêng của từng người hỏi để cắt ra và trao lại.
session-close-hint = Còn { $count } câu hỏi phải có kết quả trước khi kết thúc.
session-minutes-edit = Biên bản
question-as-written = Nguyên văn
question-moderate = Kiểm duyệt
question-redacted = Nội dung hiện ra thay cho nguyên văn
question-redacted-hint = Để trống nếu hiện đúng nguyên văn.
question-redact-reason = Lý do thay nội dung
question-fault-redacted = Đã chọn lý do thì phải ghi nội dung hiện ra thay cho nguyên văn. Muốn công khai đúng nguyên văn thì bỏ chọn lý do.
question-no-reason = Chọn lý do
question-do-show = Công khai
question-hide-reason = Lý do ẩn
question-do-hide = Ẩn câu hỏi
question-do-call = Gọi lên trả lời
question-merge = Gộp
question-into = Gộp vào câu hỏi số
question-into-hint = Người hỏi câu này vẫn nhận câu trả lời và vẫn được hỏi ý kiến.
question-fault-into = Ghi số của câu hỏi kia
question-do-merge = Gộp
question-do-unmerge = Tách ra
question-ends = Kết quả
question-end-answer = Trả lời
question-agency = Cơ quan trả lời
question-words = Câu trả lời
question-do-answer = Ghi câu trả lời
question-end-promise = Cam kết
question-promise-sentence = Đủ mọi mục mới là cam kết. Thiếu một mục thì đó chỉ là lời phát biểu: hãy ghi là câu trả lời.
promise-observable = Người dân sẽ thấy gì
promise-observable-hint = Điều nhìn thấy được khi xong, ví dụ «cả 14 bóng đèn trên ngõ sáng lúc 19 giờ».
promise-place = Ở đâu
promise-area = Phường, xã
promise-category = Lĩnh vực
promise-agency = Cơ quan chịu trách nhiệm
promise-due = Chậm nhất ngày
promise-measure = Đo bằng cách nào
promise-measure-hint = Ví dụ «đếm số bóng sáng».
promise-evidence = Minh chứng nào được chấp nhận
promise-evidence-hint = Ví dụ «ảnh trước và sau, chụp cùng chỗ».
promise-verifier = Ai xác nhận
promise-verifier-hint = Cơ quan chịu trách nhiệm không bao giờ được tự xác nhận.
promise-words = Nguyên văn lời người hứa
question-verifier-all = Người hỏi, người cùng hỏi hoặc bên giám sát
question-do-promise = Ghi cam kết
question-fault-due = Ngày hẹn phải ở phía trước
question-fault-verifier = Đơn vị xác nhận phải khác cơ quan chịu trách nhiệm và không phải cấp trên của cơ quan đó
oversight-fault-below = Không ai được xác nhận việc của chính mình hoặc của cấp dưới mình: hãy chọn cơ quan khác
question-end-writing = Hẹn trả lời bằng văn bản
writing-observable = Sẽ trả lời về việc gì
question-do-writing = Ghi lời hẹn
question-end-refuse = Không trả lời, có lý do
question-refuse-reason = Lý do
question-authority = Nơi có thẩm quyền
question-no-authority = Không nêu
question-refuse-words = Giải thích cho người hỏi
question-do-refuse = Ghi lý do
question-changed = Trong lúc anh/chị viết, câu hỏi này đã thay đổi: { $what }. Phần anh/chị viết vẫn còn ở dưới. Hãy xem lại rồi gửi nếu vẫn muốn.
question-typed = Phần anh/chị đã viết, chưa được lưu
question-channel = Câu hỏi đến bằng cách nào
question-on-slip = Câu hỏi trên phiếu hoặc qua điện thoại
question-asker-area = Phường, xã nơi người hỏi ở
question-publish-at-once = Tôi đã đọc; đăng công khai ngay
question-publish-at-once-hint = Đăng đúng nguyên văn. Câu hỏi cần thay lời hoặc cần ẩn thì không đánh dấu, rồi kiểm duyệt sau.
question-fault-publish = Câu này có thể nêu tên và cáo buộc một người nên không đăng ngay được. Bỏ đánh dấu, ghi câu hỏi, rồi mở trang của câu hỏi để đăng bằng lời khác kèm lý do, hoặc ẩn.
question-fault-sent-before = Mẫu này đã được gửi trước đó với nội dung khác. Những gì anh/chị viết còn nguyên ở dưới; gửi lại để ghi thành một câu hỏi mới.
question-enter-next = Ghi và nhập phiếu tiếp theo
question-enter = Ghi và xem đường liên kết
question-entered = Đã ghi câu hỏi số { $number }. Câu hỏi chờ kiểm duyệt.
question-entered-published = Đã ghi và đăng công khai câu hỏi số { $number }.
slips-title = Đường liên kết riêng cho người gửi phiếu
slips-entered = { $count ->
   *[other] Đã nhập { $count } phiếu trong lượt này.
}
slips-only-here = Máy chủ không giữ đường liên kết riêng: chúng chỉ còn trên trang này, hãy in trước khi đóng.
slips-print = In đường liên kết
slips-sentence = Cắt theo đường kẻ và trao cho từng người hỏi. Máy chủ không giữ các đường liên kết này: đóng trang là không in lại được.
slips-strip = Xem câu trả lời và cho biết đã đúng điều mình hỏi chưa tại đường liên kết riêng này. Đừng đưa cho người khác.

## Minutes

minutes-title = BIÊN BẢN
minutes-file = bien-ban
minutes-begin = Thời gian bắt đầu: { $what }.
minutes-place = Địa điểm: { $what }.
minutes-chair = Chủ trì: { $what }.
minutes-moderators = Người điều hành: { $what }.
minutes-secretary = Thư ký: { $what }.
minutes-people = Số người tham dự: { $what }.
minutes-attendees = Thành phần tham dự: { $what }
minutes-opening = Phần mở đầu
minutes-questions = Câu hỏi và kết quả
minutes-conclusion = Kết luận của người chủ trì
minutes-hidden = (Nội dung không công khai, lý do có trong nhật ký kiểm duyệt)
minutes-unpublished = (Nội dung chưa được công khai)
minutes-merged = Gộp vào câu hỏi số { $what }.
minutes-after = Có kết quả sau khi hội nghị kết thúc: { $what }.
minutes-answered = Cơ quan trả lời: { $what }.
minutes-refused = Không trả lời tại hội nghị, lý do: { $what }.
minutes-promised = Cam kết của { $what }: { $text } Hạn: { $due }. { $verifier ->
    [none] Người hỏi hoặc bên khác với cơ quan này xác nhận.
   *[other] { $verifier } xác nhận.
} Theo dõi bằng mã { $code }.
minutes-in-writing = { $what } hẹn trả lời bằng văn bản, hạn { $due }, theo dõi bằng mã { $code }.
minutes-end = Cuộc họp kết thúc vào { $what }./.
minutes-sign-secretary = THƯ KÝ
minutes-sign-chair = CHỦ TRÌ
minutes-sentence = Câu hỏi, câu trả lời và lời hứa đã có sẵn từ hội nghị. Chỉ cần ghi thêm những mục dưới đây.
minutes-approved = Biên bản đã được thông qua. Mã băm của văn bản nằm trong nhật ký công khai.
minutes-changed = Công chúng đọc đúng bản đã thông qua. Nội dung đã lưu bên dưới khác với bản đó; muốn công bố thì thông qua lại.
minutes-as-text = Văn bản
minutes-other = Người khác vừa lưu
minutes-stale = Người khác đã lưu biên bản trong lúc anh/chị viết. Nội dung của họ ở ngay dưới, phần anh/chị viết vẫn còn nguyên; lưu lại để thay nội dung của họ.
minutes-field-chair = Người chủ trì
minutes-field-number = Số biên bản
minutes-number-hint = Bỏ trống thì chỗ ghi số để chấm, văn thư điền tay.
minutes-field-symbol = Ký hiệu
minutes-symbol-hint = Phần sau dấu gạch chéo, ví dụ BB-UBND.
minutes-field-recipients = Nơi nhận
minutes-recipients-hint = Mỗi dòng một nơi nhận, không cần gạch đầu dòng và dấu chấm phẩy.
minutes-recipients = Nơi nhận: { $who }.
minutes-fault-number = Số phải là số nguyên từ 1 đến 99999, hoặc bỏ trống.
minutes-fault-symbol = Ký hiệu viết liền, không có dấu cách, ví dụ BB-UBND.
minutes-field-secretary = Thư ký
minutes-field-attendees = Thành phần tham dự
minutes-save = Lưu
minutes-approve = Thông qua bản đã lưu
minutes-preview = Bản xem trước của nội dung đã lưu

## Commitments

commitments-title = Những lời đã hứa
commitments-sentence = Mỗi lời hứa có cơ quan chịu trách nhiệm, thời hạn, cách đo và người xác nhận.
commitments-states = Lọc theo kết quả
commitments-all = Tất cả
commitments-all-agencies = Mọi cơ quan
commitments-filter = Lọc
commitments-none = Không có lời hứa nào ở đây
commitments-none-sentence = Lời hứa xuất hiện khi được nói đủ thành cam kết tại một hội nghị đối thoại.
commitments-what = Lời hứa
commitments-agency = Cơ quan
commitments-due = Thời hạn
commitments-state = Kết quả
commitments-said = Nói tại
commitments-reported = Báo xong ngày
commitments-moved = dời { $count } lần
commitments-rule = Giữ lời nghĩa là cơ quan báo xong trong thời hạn hứa đầu tiên và người khác đã xác nhận. Dời hạn không làm thay đổi thời hạn được tính. Quá hạn mà chưa báo xong, hoặc báo xong nhưng bị phản hồi là chưa xong, là không giữ lời.
commitments-embed = Đặt danh sách này vào trang của bạn
commitments-embed-code = Đoạn mã
commitments-embed-sentence = Khung này luôn hiện kết quả mới nhất theo bộ lọc đang chọn. Nó không đặt cookie và không có mẫu nhập nào.
commitments-embed-whole = Xem toàn bộ danh sách

# used as: pledge-*

pledge-running = Đang thực hiện
pledge-kept = Đã giữ lời
pledge-late = Làm xong, nhưng muộn
pledge-unconfirmed = Không ai xác nhận
pledge-broken = Không giữ lời

# used as: pledge-kind-*

pledge-kind-commitment = Lời hứa
pledge-kind-written-answer = Lời hẹn trả lời bằng văn bản
pledge-kind-recommendation = Kiến nghị giám sát

## A promise or a recommendation on the page of its case

pledge-raised = Nêu trong
pledge-assigned-to = { $agency }, phải làm xong trước { $time }
pledge-who-confirms = Người đặt câu hỏi và những người cùng hỏi trả lời «Đã xong» hoặc «Chưa xong» bằng đường liên kết riêng của mình. Cơ quan đã hứa và cấp trên của cơ quan đó không được tự xác nhận.
pledge-one-confirms = Chỉ { $agency } được xác nhận kết quả này.

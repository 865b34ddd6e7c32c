### Từ dùng chung ở mọi trang: điều hướng, trạng thái, sự kiện, lý do, thời hạn, lỗi.

## Site

site-sample-data = Dữ liệu mẫu: mọi phản ánh trên trang này đều không có thật, chỉ để minh họa.
site-journal-halted = Nhật ký công khai đang tạm dừng: dữ liệu trên máy chủ không khớp với bản đã ký trước đây, nên không mục nào được ghi thêm cho đến khi có người kiểm tra. Mọi nội dung vẫn xem được; tạm thời chưa gửi được phản ánh mới, và cơ quan chưa ghi được bước xử lý nào.
site-skip-to-content = Đến nội dung chính
site-language-switch = English

## Navigation

nav-label = Điều hướng chính
nav-report = Gửi phản ánh
nav-cases = Các phản ánh
nav-map = Bản đồ
nav-results = Kết quả
nav-help = Hướng dẫn
nav-desk = Bàn làm việc
nav-sign-out = Đăng xuất

## Buttons

button-continue = Tiếp tục
button-back = Quay lại
button-filter = Lọc
button-clear-filters = Bỏ bộ lọc
button-next-page = Trang sau
button-previous-page = Trang trước

## Yes and no

answer-optional = không bắt buộc

## States of a case; the code with - for _

# used as: state-*

state-unassigned = Chờ phân cơ quan xử lý
state-assigned = Chờ tiếp nhận
state-in-progress = Đang xử lý
state-waiting-for-reporter = Chờ người phản ánh
state-reported-resolved = Báo đã xong, chờ xác nhận
state-unconfirmed = Chưa ai xác nhận
state-confirmed-resolved = Đã xác nhận xong
state-reopened = Mở lại
state-overdue = Quá hạn
state-declined = Không thụ lý, có lý do
state-withdrawn = Đã rút
state-source-open = Đang mở ở hệ thống gốc
state-source-closed = Hệ thống gốc ghi đã đóng
state-source-cancelled = Hệ thống gốc ghi đã hủy

## What may be seen of a case

# used as: visibility-*

visibility-awaiting-moderation = Chờ kiểm duyệt
visibility-public = Công khai
visibility-hidden = Đã ẩn

## Events of the timeline: the name of the journal event with - for . and _

# used as: event-*

event-case-submitted = Đã gửi phản ánh
event-case-assigned = Đã chuyển đến cơ quan
event-case-returned = Cơ quan trả lại
event-case-accepted = Cơ quan đã tiếp nhận
event-case-asked = Cơ quan hỏi thêm người phản ánh
event-case-replied = Người phản ánh đã trả lời
event-case-extended = Gia hạn xử lý
event-case-reported-resolved = Cơ quan báo đã xử lý xong
event-case-declined = Cơ quan không thụ lý
event-case-confirmed = Được xác nhận đã xong
event-case-contested = Bị báo là chưa xong
event-case-expired = Hết hạn xác nhận, chưa ai xác nhận
event-case-joined = Thêm một người cùng gặp
event-case-withdrawn = Người phản ánh rút lại
event-case-hidden = Nội dung bị ẩn
event-case-shown = Công khai sau kiểm duyệt
event-case-source-status = Hệ thống gốc báo trạng thái
event-case-forwarded = Đã chuyển thêm sang hệ thống khác
event-case-forward-status = Hệ thống khác báo trạng thái
event-content-erased = Đã xóa nội dung

## Why a case is declined

# used as: decline-*

decline-outside-competence = Không cơ quan nào của thành phố có thẩm quyền
decline-private-dispute = Tranh chấp giữa cá nhân với nhau, thuộc hòa giải hoặc tòa án
decline-complaint-channel = Là khiếu nại, phải giải quyết theo trình tự riêng
decline-denunciation-channel = Là tố cáo, phải giải quyết theo trình tự riêng, bảo vệ người tố cáo
decline-under-proceedings = Tòa án, thanh tra hoặc công an đang giải quyết
decline-insufficient-information = Thiếu thông tin, đã hỏi thêm nhưng không có trả lời
decline-duplicate = Trùng với một phản ánh đang được xử lý
decline-no-violation-found = Đã kiểm tra, không có vi phạm
decline-not-found-on-site = Đã kiểm tra tại chỗ, không thấy sự việc
decline-already-planned = Đã có kế hoạch thực hiện với thời gian đã công bố
decline-proposal-not-adopted = Đã xem xét, không tiếp thu đề xuất
decline-abusive = Không phải việc công hoặc lạm dụng kênh phản ánh

## Why a case is returned

# used as: return-*

return-wrong-area = Không thuộc địa bàn
return-wrong-field = Không thuộc lĩnh vực phụ trách
return-other-owner = Công trình do đơn vị khác quản lý
return-other-competence = Thuộc thẩm quyền của cấp hoặc cơ quan khác
return-several-agencies = Cần nhiều cơ quan cùng làm, chưa rõ ai chủ trì

## Why the due time is extended

# used as: extend-*

extend-weather = Thời tiết, thiên tai
extend-procedure = Phải qua thủ tục theo luật định
extend-material = Chờ vật tư, thiết bị
extend-other-agency = Chờ cơ quan hoặc đơn vị khác làm trước
extend-wider-work = Khối lượng công việc lớn hơn phản ánh ban đầu
extend-no-access = Chưa tiếp cận được hiện trường

## Why content is hidden

# used as: hide-*

hide-personal-data = Lộ thông tin cá nhân
hide-alleges-offence = Nêu tên người và cáo buộc vi phạm
hide-abusive = Xúc phạm, thù ghét
hide-not-public-matter = Không phải việc công
hide-illegal-content = Nội dung trái pháp luật
hide-endangers-reporter = Có thể gây nguy hiểm cho người phản ánh

## On which legal ground content is erased

# used as: ground-*

ground-consent-withdrawn = Người phản ánh rút lại sự đồng ý
ground-subject-request = Theo yêu cầu của người có dữ liệu
ground-purpose-ended = Hết mục đích hoặc hết thời hạn lưu giữ
ground-unlawful-processing = Dữ liệu được thu thập, sử dụng trái pháp luật
ground-unlawful-content = Nội dung trái pháp luật
ground-authority-order = Theo bản án, quyết định của tòa án hoặc cơ quan có thẩm quyền
ground-protects-person = Bảo vệ an toàn cho người phản ánh hoặc người được nêu tên

## Private content by its field; numbered ones are followed by their number

# used as: private-field-*

private-field-text = Lời phản ánh
private-field-address = Địa chỉ
private-field-answers = Câu trả lời thêm
private-field-place = Vị trí chính xác
private-field-contact = Thông tin liên hệ
private-field-words = Lời trao đổi
private-field-basis = Căn cứ pháp lý nêu trong trả lời
private-field-photo = Ảnh
private-field-paper = Tài liệu
private-field-public-text = Lời phản ánh đã biên tập để công khai
private-field-public-address = Địa chỉ đã công khai
private-field-said = Lời của hệ thống khác
private-field-proposal = Câu chữ đề nghị
private-field-organisation = Tên tổ chức
private-field-response = Nội dung giải trình

# Lời của một cuộc đối thoại, dự thảo hoặc giám sát không còn.

words-redacted = (Nội dung này đã được lược bớt khi công khai)
words-gone = (Không còn lời ở đây: đã xóa hoặc đã mất.)
words-lost-title = Một phần nội dung đã mất
words-lost = Lời của { $count } mục đã mất khi máy chủ được khôi phục từ bản sao cũ. Nhật ký công khai vẫn ghi việc gì đã xảy ra, lúc nào, do ai, và dấu niêm phong của từng lời; bản thân lời thì nhật ký không giữ.

erased-here = Đã xóa ngày { $date }: { $what }. Căn cứ: { $ground }.
erased-told = Ở mục «{ $event }»: { $what }. Căn cứ: { $ground }. Dấu niêm phong trong nhật ký vẫn còn, nội dung không còn.

## Where a case came from

# used as: origin-*

origin-web = Người dân gửi qua trang web
origin-phone = Người dân gọi điện, cán bộ nhập thay
origin-paper = Văn bản giấy, cán bộ nhập thay
origin-counter = Tại quầy tiếp dân, cán bộ nhập thay
origin-open311 = Qua giao diện Open311
origin-import = Nhập từ hệ thống khác

## Units of deadlines; count is the number of them

# used as: deadline-*

deadline-working-hours = { $count } giờ làm việc
deadline-working-days = { $count } ngày làm việc
deadline-hours = { $count } giờ
deadline-days = { $count } ngày
deadline-months = { $count } tháng

## Kinds of deadlines

# used as: basis-*

basis-statutory = Theo luật
basis-city-rule = Quy định của thành phố
basis-target = Mục tiêu, không bắt buộc

## Roles at the desk

# used as: role-*

role-handler = Cán bộ xử lý
role-head = Người đứng đầu cơ quan
role-coordinator = Điều phối viên
role-overseer = Giám sát viên
role-editor = Biên tập viên
role-moderator = Kiểm duyệt viên
role-privacy-officer = Cán bộ bảo vệ dữ liệu
role-administrator = Quản trị viên
role-reporter = Người phản ánh
role-joiner = Người cùng gặp
role-neighbour = Người dân gần đó
role-partner = Ứng dụng đối tác
role-routing = Phân công tự động
role-clock = Hệ thống, khi hết thời hạn
role-importer = Nhập dữ liệu

## Months and days of the week (1 is Monday)

# used as: month-*

month-1 = tháng 1
month-2 = tháng 2
month-3 = tháng 3
month-4 = tháng 4
month-5 = tháng 5
month-6 = tháng 6
month-7 = tháng 7
month-8 = tháng 8
month-9 = tháng 9
month-10 = tháng 10
month-11 = tháng 11
month-12 = tháng 12

## Numbers and lengths of time

format-percent = { $share } ({ $numerator } trên { $denominator })
format-percent-of-none = chưa có trường hợp nào
duration-seconds = { $count } giây
duration-minutes = { $count } phút
duration-hours = { $count } giờ
duration-days = { $count } ngày
duration-months = { $count } tháng
duration-years = { $count } năm
time-just-now = vừa xong
time-ago = { $length } trước
time-ahead = { $length } nữa

## Why the rules of a case refuse a step

# used as: refusal-*

refusal-not-submitted = Phản ánh này chưa được gửi
refusal-already-submitted = Phản ánh này đã được gửi rồi
refusal-wrong-state = Không làm được bước này ở trạng thái hiện tại
refusal-wrong-role = Vai trò của bạn không được làm bước này
refusal-wrong-origin = Vai trò không phù hợp với nguồn của phản ánh
refusal-not-the-lead = Chỉ cơ quan chủ trì được làm bước này
refusal-joined-too-late = Bạn báo cùng gặp sau khi cơ quan đã báo làm xong, nên không xác nhận «Đã xong» được. Nếu vẫn chưa xong, bạn vẫn gửi được «Chưa xong»
refusal-own-work = Cơ quan đã xử lý và cấp trên của cơ quan đó không được tự xác nhận kết quả
refusal-approver-missing = Gia hạn cần người có thẩm quyền cao hơn duyệt
refusal-evidence-missing = Cần ít nhất một minh chứng
refusal-coordinator-must-decide = Đã chuyển quá nhiều lần, điều phối viên phải quyết định
refusal-hand-over-to-itself = Cơ quan không thể chuyển cho chính mình
refusal-not-the-named-agency = Phải chuyển đến cơ quan đã được nêu khi trả lại
refusal-due-not-later = Thời hạn mới phải muộn hơn thời hạn cũ
refusal-too-early = Thời gian xác nhận chưa hết
refusal-time-went-back = Thời điểm sớm hơn bước trước đó
refusal-time-out-of-range = Thời điểm nằm ngoài khoảng cho phép
refusal-imported-case = Phản ánh nhập từ hệ thống khác được xử lý ở hệ thống đó
refusal-not-imported = Chỉ dùng cho phản ánh nhập từ hệ thống khác
refusal-others-joined = Đã có người cùng gặp nên không thể rút
refusal-hidden = Phản ánh này đang bị ẩn
refusal-too-many-items = Quá hai mươi mục trong một bước
refusal-already-forwarded = Đã chuyển sang hệ thống này rồi
refusal-not-forwarded = Phản ánh chưa được chuyển sang hệ thống đó
refusal-nothing-to-erase = Chưa chọn nội dung nào để xóa

## Evidence

# used as: evidence-*

evidence-photo = Ảnh
evidence-document = Văn bản
evidence-measurement = Số đo
# used as: phase-*

phase-before = Trước khi xử lý
phase-after = Sau khi xử lý
phase-none = Minh chứng

## General errors

# used as: error-*

error-sign-in-needed = Cần đăng nhập để tiếp tục
error-required = Cần điền mục này
error-not-a-number = Cần nhập một số
error-not-a-date = Cần nhập ngày theo mẫu 22/11/2026
error-text-too-long = Nội dung dài { $characters } ký tự, tối đa { $limit } ký tự
error-text-control = Có ký tự điều khiển không đọc được ở vị trí { $place }. Hãy xóa ký tự đó.

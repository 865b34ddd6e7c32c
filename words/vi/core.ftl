### Từ dùng chung ở mọi trang: điều hướng, trạng thái, sự kiện, lý do, thời hạn, lỗi.

## Site

site-name = Dân Tin
site-tagline = Phản ánh của người dân, kết quả do người dân xác nhận
site-sample-data = Dữ liệu mẫu: mọi vụ việc trên trang này chỉ để minh họa.
site-not-official = Đây không phải kênh tiếp nhận chính thức, trừ khi cơ quan có thẩm quyền công bố.
site-skip-to-content = Đến nội dung chính
site-language-switch = English

## Navigation

nav-label = Điều hướng chính
nav-home = Trang chủ
nav-report = Gửi phản ánh
nav-cases = Các phản ánh
nav-map = Bản đồ
nav-results = Kết quả
nav-help = Hướng dẫn
nav-desk = Bàn làm việc
nav-sign-in = Đăng nhập
nav-sign-out = Đăng xuất

## Buttons

button-send = Gửi
button-continue = Tiếp tục
button-back = Quay lại
button-save = Lưu
button-cancel = Hủy
button-search = Tìm
button-filter = Lọc
button-clear-filters = Bỏ bộ lọc
button-next-page = Trang sau
button-previous-page = Trang trước

## Yes and no

answer-yes = Có
answer-no = Không
answer-none = không có
answer-unknown = không rõ
answer-optional = không bắt buộc

## States of a case; the code with - for _

# used as: state-*

state-assigned = Chờ tiếp nhận
state-in-progress = Đang xử lý
state-waiting-for-reporter = Chờ người phản ánh
state-reported-resolved = Báo đã xong, chờ xác nhận
state-unconfirmed = Chưa ai xác nhận
state-confirmed-resolved = Đã xác nhận xong
state-reopened = Mở lại
state-overdue = Quá hạn
state-declined = Không thụ lý, có lý do
state-merged = Đã gộp
state-withdrawn = Đã rút

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
event-case-part-added = Thêm cơ quan phối hợp
event-case-part-done = Cơ quan phối hợp báo đã làm xong phần việc
event-case-part-released = Không cần phần việc phối hợp nữa
event-case-asked = Cơ quan hỏi thêm người phản ánh
event-case-replied = Người phản ánh đã trả lời
event-case-extended = Gia hạn xử lý
event-case-reported-resolved = Cơ quan báo đã xử lý xong
event-case-declined = Cơ quan không thụ lý
event-case-confirmed = Người dân xác nhận đã xong
event-case-contested = Người dân báo chưa xong
event-case-expired = Hết hạn xác nhận, chưa ai xác nhận
event-case-joined = Thêm người cùng phản ánh
event-case-merged = Gộp vào một phản ánh khác
event-case-unmerged = Tách lại khỏi phản ánh đã gộp
event-case-withdrawn = Người phản ánh rút lại
event-case-hidden = Nội dung bị ẩn
event-case-shown = Nội dung được hiển thị
event-case-published = Nội dung được công khai sau kiểm duyệt
event-case-redacted = Đã che thông tin cá nhân
event-case-imported = Nhập từ hệ thống khác
event-content-erased = Đã xóa nội dung theo yêu cầu bảo vệ dữ liệu

## Why a case is declined

# used as: decline-*

decline-not-competent = Không thuộc thẩm quyền của cơ quan nào trên địa bàn
decline-not-public-matter = Không phải việc thuộc trách nhiệm của cơ quan nhà nước
decline-private-dispute = Tranh chấp giữa cá nhân, thuộc hòa giải hoặc tòa án
decline-formal-procedure = Phải giải quyết theo thủ tục khiếu nại, tố cáo
decline-already-decided = Đã có quyết định giải quyết có hiệu lực
decline-planned-work = Đã nằm trong kế hoạch, có thời hạn công bố
decline-no-funds = Chưa bố trí được kinh phí
decline-duplicate = Trùng với một phản ánh khác
decline-not-found = Đã kiểm tra tại chỗ, không thấy sự việc
decline-insufficient-information = Không đủ thông tin để xử lý, đã hỏi thêm nhưng không có trả lời
decline-out-of-area = Nằm ngoài địa bàn thành phố
decline-abusive = Nội dung xúc phạm hoặc không nghiêm túc
decline-other = Lý do khác, ghi rõ kèm theo

## Why a case is returned

# used as: return-*

return-not-competent = Không thuộc thẩm quyền
return-wrong-area = Không thuộc địa bàn
return-wrong-category = Sai lĩnh vực
return-other-owner = Công trình do đơn vị khác quản lý
return-several-agencies = Cần nhiều cơ quan, đề nghị điều phối
return-other = Lý do khác, ghi rõ kèm theo

## Why the due time is extended

# used as: extend-*

extend-weather = Thời tiết, thiên tai
extend-materials = Chờ vật tư, thiết bị
extend-several-agencies = Cần phối hợp nhiều cơ quan
extend-procedure = Phải qua thủ tục theo luật định
extend-complex = Vụ việc phức tạp, cần khảo sát thêm
extend-funds = Chờ bố trí kinh phí
extend-other = Lý do khác, ghi rõ kèm theo

## Why content is hidden

# used as: hide-*

hide-personal-data = Lộ thông tin cá nhân
hide-accuses-person = Nêu tên người và cáo buộc vi phạm
hide-abusive = Xúc phạm, thù ghét
hide-spam = Quảng cáo, spam
hide-state-secret = Có thể chứa bí mật nhà nước
hide-not-a-report = Không phải phản ánh
hide-court-order = Theo quyết định của tòa án hoặc cơ quan có thẩm quyền
hide-graphic = Hình ảnh gây sốc
hide-other = Lý do khác

## Where a case came from

# used as: origin-*

origin-resident = Người dân gửi
origin-on-behalf = Cán bộ nhập thay người dân
origin-overseer = Đoàn giám sát
origin-session = Buổi đối thoại
origin-directive = Văn bản chỉ đạo
origin-campaign = Phong trào
origin-imported = Nhập từ hệ thống khác
origin-open311 = Qua giao diện Open311

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
role-joiner = Người cùng phản ánh
role-neighbour = Người dân gần đó
role-clock = Hệ thống, theo thời hạn
role-system = Hệ thống

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
# used as: weekday-*

weekday-1 = Thứ Hai
weekday-2 = Thứ Ba
weekday-3 = Thứ Tư
weekday-4 = Thứ Năm
weekday-5 = Thứ Sáu
weekday-6 = Thứ Bảy
weekday-7 = Chủ nhật

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

## General errors

# used as: error-*

error-title = Chưa thực hiện được
error-not-found = Không tìm thấy trang này
error-forbidden = Bạn không có quyền làm việc này
error-sign-in-needed = Cần đăng nhập để tiếp tục
error-stale-form = Biểu mẫu đã cũ. Nội dung bạn nhập vẫn còn dưới đây, hãy gửi lại.
error-conflict = Có người khác vừa thay đổi vụ việc này. Hãy xem lại rồi thực hiện tiếp.
error-too-many-requests = Gửi quá nhiều lần trong thời gian ngắn. Hãy thử lại sau ít phút.
error-too-large = Nội dung gửi lên quá lớn
error-unavailable = Hệ thống tạm thời chưa nhận được. Hãy thử lại sau ít phút; nội dung bạn nhập chưa bị mất.
error-internal = Hệ thống gặp lỗi. Lỗi đã được ghi lại.
error-required = Cần điền mục này
error-unknown-choice = Lựa chọn này không có trong danh sách
error-not-a-number = Cần nhập một số
error-not-a-date = Cần nhập ngày theo mẫu 22/11/2026
error-text-too-long = Nội dung dài { $characters } ký tự, tối đa { $limit } ký tự
error-text-control = Có ký tự điều khiển không đọc được ở vị trí { $place }. Hãy xóa ký tự đó.
error-count = Có { $count } chỗ cần sửa

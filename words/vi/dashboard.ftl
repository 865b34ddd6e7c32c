# Trang lãnh đạo
dashboard-title = Tình hình chung
dashboard-nav = Tình hình chung
dashboard-public = Đây là số liệu đã công bố, tính từ { $entries } mục của nhật ký lúc { $time }.
dashboard-public-page = Xem trang công khai
dashboard-change = tháng trước { $last }, tháng trước nữa { $before }
dashboard-help = Nơi nào cần giúp
dashboard-needs-help = { $agency } đang có nhiều việc quá hạn nhất: { $late }.
dashboard-nothing-late = Hiện không có việc nào quá hạn.
dashboard-agencies = Số liệu theo cơ quan
dashboard-agency = Cơ quan
dashboard-late-title = Việc gì đang quá hạn
dashboard-late = { $count } việc đang quá hạn.
dashboard-promises-sentence = Tháng này có { $due } việc đến hạn, trong đó { $late } việc đã quá hạn.
dashboard-reopened = Phải làm lại: { $reopened }.
dashboard-explanation = Giải trình
dashboard-explanation-asked = Đã yêu cầu
dashboard-ask = Yêu cầu giải trình
dashboard-asked = Đã gửi yêu cầu giải trình đến người xử lý.
dashboard-asked-before = Việc này không còn quá hạn, hoặc đã được yêu cầu giải trình rồi.
dashboard-explain-note = Yêu cầu giải trình: việc này đã quá hạn từ { $due }. Xin ghi chú lý do và thời điểm sẽ xong.
dashboard-weeks = Mười hai tuần qua, theo cơ quan
dashboard-weeks-explained = Cột là số phản ánh nhận mỗi tuần; phần đậm ở chân cột là số đang quá hạn. Mọi hình chung một thang.
dashboard-weeks-counted = Tính thẳng từ { $entries } mục của nhật ký; bảng đã công bố chỉ chia theo tháng.
dashboard-weeks-sentence = { $received } phản ánh, { $late } đang quá hạn
dashboard-week = Tuần từ { $week }: nhận { $received }, đang quá hạn { $late }
dashboard-week-begins = Tuần từ ngày
dashboard-table = Bảng số liệu
dashboard-where = Quá hạn ở đâu
dashboard-where-most = { $area } có nhiều việc quá hạn nhất: { $late }.
dashboard-where-key = Số việc quá hạn so với phường, xã nhiều nhất

# Thư hằng tuần
weekly-subject = Tình hình phản ánh tuần này, { $day }: { $late } việc quá hạn
weekly-help = Nơi có nhiều việc quá hạn nhất
weekly-late = Quá hạn lâu nhất

### Lời của khung trang và các thành phần dùng chung.

## Frame

page-error-prefix = Lỗi:
footer-emergency = Khi nguy hiểm đến tính mạng, gọi ngay
footer-links = Liên kết cuối trang
footer-help = Hướng dẫn và liên hệ
footer-channels = Khiếu nại, tố cáo gửi ở đâu
footer-data = Số liệu mở và cách tính
footer-verify = Tự kiểm tra nhật ký công khai
footer-moderation = Nhật ký kiểm duyệt
footer-desk = Dành cho cán bộ
footer-motto = Nghe dân nói, nói dân hiểu, làm dân tin.
footer-journal = Nhật ký công khai: { $entries } mục
footer-version = Phiên bản { $version } ({ $build })
light-on = Bật chế độ tiết kiệm dữ liệu
light-off = Tắt chế độ tiết kiệm dữ liệu
error-ways-on = Bạn có thể
error-reference = Mã lỗi để báo với người vận hành: { $reference }

## Notices

notice-information = Thông tin:
notice-success = Thành công:
notice-warning = Lưu ý:
notice-error = Lỗi:

## Navigation within a page

breadcrumb = Bạn đang ở
stepper = Các bước
step-of = Bước { $step }/{ $steps }
change = Sửa
pagination = Chuyển trang
copy = Sao chép
copied = Đã sao chép
qr-code = Mã QR
remove = Bỏ

## Forms

error-summary = { $count } chỗ cần sửa trước khi tiếp tục
characters-left = Còn # ký tự
characters-over = Thừa # ký tự
photo-reading = Đang thu nhỏ ảnh…
photo-sending = Đang gửi ảnh…
photo-sent = Đã gửi ảnh
photo-failed = Chưa gửi được, ảnh sẽ đi cùng phản ánh
photo-too-many = Chỉ nhận tối đa { $count } ảnh
photo-keep = Giữ ảnh này
photos-more = Xem thêm { $count } ảnh

## A case

deadline-running = Hạn xử lý:
deadline-soon = Sắp đến hạn:
deadline-overdue = Quá hạn từ:
deadline-paused = Tạm dừng tính giờ, hạn cũ:
deadline-met = Xong đúng hạn:
deadline-late = Xong nhưng trễ hạn:
deadline-first = Hạn ban đầu:
evidence-before = Trước
evidence-after = Sau
evidence-no-before = Chưa có ảnh trước khi xử lý được công khai
evidence-no-after = Cơ quan không gửi ảnh
voice-resident = Người dân
voice-official = Trả lời chính thức
voice-system = Hệ thống
voice-internal = Ghi chú nội bộ
journal-entry = Nhật ký, mục

## Filters, figures, maps

filters = Lọc danh sách
filters-active = Đang lọc theo
filter-remove = Bỏ lọc:
chart-method = Cách tính
no-data = Không có số liệu
map-cluster = # phản ánh, phóng to
map-zoom-in = Phóng to
map-zoom-out = Thu nhỏ
map-north = Dịch lên phía bắc
map-south = Dịch xuống phía nam
map-west = Dịch sang phía tây
map-east = Dịch sang phía đông
map-use-centre = Đặt vị trí ở giữa bản đồ
map-pin = Vị trí đã chọn
map-failed = Chưa tải được bản đồ; danh sách bên cạnh vẫn đầy đủ.

## Device, drafts, keys

place-locate = Dùng vị trí của tôi
place-locating = Đang tìm vị trí của bạn…
place-located = Đã có vị trí, sai số khoảng # m
place-coarse = Vị trí chỉ chính xác khoảng # m: hãy chọn thêm phường, xã hoặc ghi địa chỉ
place-denied = Máy không cho biết vị trí. Bạn vẫn có thể ghi địa chỉ hoặc chọn phường, xã.
draft-saved = Bản nháp được giữ trên máy này, chúng tôi chưa nhận được gì.
draft-discard = Xóa bản nháp
draft-offline = Chưa gửi: máy đang mất mạng. Trang sẽ tự gửi khi có mạng trở lại.
shortcuts-show = Phím tắt
shortcuts-title = Phím tắt
shortcut-rows = xuống, lên một dòng
shortcut-open = mở dòng đang chọn
shortcut-search = đến ô tìm kiếm
shortcut-accept = tiếp nhận
shortcut-reply = trả lời
shortcut-help = mở bảng này
close = Đóng

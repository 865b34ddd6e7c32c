### Hệ thống khác: chuyển phản ánh sang nơi khác, báo tin cho chương trình khác.

## Chuyển sang hệ thống của nơi khác

forward-to = Chuyển đến
forward-words = Nội dung gửi đi
forward-words-hint = Chỉ lời này, vị trí và ảnh đã công khai được gửi. Không nêu tên, số điện thoại của người phản ánh.
forward-hint = Cơ quan chủ trì và thời hạn ở đây không đổi. Câu trả lời từ hệ thống kia hiện ở đây và trên trang công khai như lời của họ, không bao giờ tính là xác nhận.
forward-no-service = Hệ thống này chưa có loại việc tương ứng. Hãy nhờ quản trị bổ sung bảng tương ứng.
# used as: forward-*

forward-waiting = Đang chờ gửi
forward-token = Đã gửi, chờ cấp số
forward-sent = Đã có ở hệ thống kia
forward-received = Đã có ở hệ thống kia
forward-unsure = Không rõ đã đến chưa: hãy hỏi hệ thống kia trước khi gửi lại
forward-failed = Chưa gửi được
forward-number = Số ở đó: { $id }
forward-note-handed-on = Đã chuyển sang { $system }
forward-note-sent = { $system } đã nhận, số ở đó: { $id }
forward-note-unsure = Không rõ { $system } đã nhận chưa ({ $fault }). Hãy hỏi họ trước khi gửi lại.
forward-note-failed = Chưa gửi được sang { $system } ({ $fault })
forward-note-said = { $system } báo ({ $status }): { $text }
forward-there = Đã chuyển sang { $system }, số { $id }
forward-there-without-number = Đã chuyển sang { $system }
forward-status = { $system } ghi «{ $status }». { $word }
forward-no-status = { $system } chưa báo trạng thái.
forward-not-ours = Đây là lời của hệ thống khác. Nhật ký công khai ghi số, trạng thái và mã băm của lời ấy như lời của họ, không tính là xác nhận kết quả. Cơ quan chủ trì và thời hạn ở đây giữ nguyên.

## Nhật ký kiểm duyệt công khai

moderation-title = Nhật ký kiểm duyệt
moderation-lead = Mọi lần ẩn, lược bớt hay xóa nội dung của phản ánh, câu hỏi và góp ý: mã, lúc nào, vì sao, vai trò nào làm. Không bao giờ có chính nội dung đó.
moderation-none = Chưa có nội dung nào bị ẩn, lược bớt hay xóa
moderation-none-sentence = Khi có, mỗi lần đều hiện ở đây.
moderation-counts = Số lần theo tháng và lý do
moderation-log = Từng lần, mới nhất trước
moderation-what = Việc
moderation-case = Về
moderation-when = Lúc
moderation-why = Lý do
moderation-by = Vai trò
moderation-entry = Mục trong nhật ký
moderation-no-reason = Mục cũ, khi nhật ký chưa ghi lý do
moderation-from-the-journal = Trang này lấy thẳng từ nhật ký công khai; ai cũng đối chiếu được từng mục.
# used as: moderation-*

moderation-hidden = Ẩn
moderation-redacted = Công khai bản lược bớt
moderation-erased = Xóa

## Báo nội dung

flag-link = Báo nội dung không nên công khai
flag-title = Báo nội dung không nên công khai
flag-sentence = Kiểm duyệt viên sẽ xem. Chúng tôi không ghi lại ai báo.
flag-reason = Vì sao
flag-send = Gửi
flag-done = Đã báo cho kiểm duyệt viên
flag-done-sentence = Nếu nội dung bị ẩn hay lược bớt, việc đó hiện trong nhật ký kiểm duyệt.
flag-log = Xem nhật ký kiểm duyệt

## Hàng chờ kiểm duyệt

desk-nav-moderation = Kiểm duyệt
moderate-lists = Danh sách kiểm duyệt
# used as: moderate-*

moderate-waiting = Chờ công khai
moderate-accused = Có thể cáo buộc một người
moderate-flagged = Bị người đọc báo
moderate-sentence-waiting = Phản ánh mới chưa công khai, cũ nhất trước.
moderate-sentence-accused = Máy đoán lời phản ánh nêu tên và cáo buộc một người. Hãy đọc kỹ trước khi công khai.
moderate-sentence-flagged = Nội dung đang công khai mà người đọc báo. Lược bớt, ẩn, hoặc bấm «Đã xem, giữ nguyên» nếu không có gì sai.
moderate-questions-wait = { $count } câu hỏi chờ kiểm duyệt
moderate-comments-wait = { $count } ý kiến chờ kiểm duyệt
moderate-none = Không có gì ở đây
moderate-none-sentence = Hãy xem danh sách khác.
moderate-photos = { $count } ảnh
moderate-accuses = Có thể nêu tên và cáo buộc một người
moderate-flagged-for = Bị báo vì:
moderate-open = Xem và quyết định
moderate-settle = Đã xem, giữ nguyên
moderate-public-log = Nhật ký kiểm duyệt công khai

## Báo tin cho chương trình khác

desk-nav-webhooks = Webhook
webhook-sentence = Chương trình khác được báo mỗi mục mới của nhật ký công khai. Thêm, bớt bằng lệnh dantin webhook trên máy chủ.
webhook-none = Chưa có webhook nào
webhook-none-sentence = Người vận hành thêm bằng lệnh dantin webhook add.
webhook-working = Đang hoạt động
webhook-failing = Không trả lời từ { $time }
webhook-disabled = Đã ngừng từ { $time }
webhook-everything = Mọi mục của mọi phản ánh
webhook-enable = Báo tin trở lại
webhook-log = Đã báo cho { $name }
webhook-log-empty = Chưa báo gì.
webhook-from = Từ mục số
webhook-to = Đến mục số
webhook-replay = Báo lại
webhook-entry = Mục
webhook-state = Trạng thái
webhook-answer = Trả lời
webhook-tries = Số lần gửi
webhook-tried = Gửi lúc
webhook-due = Gửi lại lúc
error-webhook-not-an-entry = Số mục phải là số nguyên không âm.
webhook-told-again = Sẽ báo lại { $count } mục
webhook-no-such-entry = Nhật ký chưa có mục { $entry }: mục mới nhất là { $last }.
webhook-empty-journal = Nhật ký chưa có mục nào.
webhook-ends-before = Mục cuối phải không đứng trước mục đầu.
webhook-nothing-there = Trong khoảng này không có mục nào mà nơi nhận được báo.
# used as: delivery-*

delivery-waiting = Đang chờ
delivery-delivered = Đã nhận
delivery-given-up = Đã bỏ
# used as: outgoing-*

outgoing-bad-address = Địa chỉ sai
outgoing-private-address = Tên miền dẫn vào mạng nội bộ
outgoing-no-such-host = Không có tên miền này
outgoing-no-connection = Không kết nối được
outgoing-insecure = Chứng thư không hợp lệ
outgoing-timeout = Quá lâu không trả lời
outgoing-too-large = Trả lời quá dài
outgoing-broken-off = Trả lời dở dang

## Làm mờ mặt người, biển số

blur-title = Làm mờ ảnh
blur-sentence = Đánh dấu khuôn mặt, biển số, số nhà. Bản công khai được làm lại, phần đánh dấu không khôi phục được; ảnh gốc vẫn niêm phong.
blur-cells = Các ô cần làm mờ
blur-cells-hint = Bấm vào ô trên ảnh. Với chuột, có thể kéo để vẽ một khung.
blur-cell = Hàng { $row }, cột { $column }
blur-photo = Ảnh đang công khai hoặc chờ công khai
blur-numbers = Nhập khung bằng số
blur-numbers-hint = Tính theo phần trăm bề ngang và bề dọc của ảnh, từ góc trên bên trái.
blur-left = Cách trái (%)
blur-top = Cách trên (%)
blur-width = Rộng (%)
blur-height = Cao (%)
blur-button = Làm mờ
blur-back = Về phản ánh
blur-back-round = Về cuộc giám sát
blur-remove = Bỏ khung này
blur-public = Ảnh này đang công khai: nhật ký sẽ ghi mã băm của bản mới, bản cũ bị xóa.
blur-done = Ảnh dưới đây là bản đã làm mờ
blur-done-explained = Bỏ đánh dấu một ô rồi gửi lại thì phần đó hiện trở lại.
blur-nothing = Hãy đánh dấu ít nhất một ô.
blur-bad-region = Khung không hợp lệ: cần bốn số từ 0 đến 100 và nằm trong ảnh.
blur-too-many = Quá nhiều khung. Hãy gộp bớt.
blur-open = Làm mờ mặt người, biển số

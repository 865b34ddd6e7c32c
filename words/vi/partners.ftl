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
forward-not-ours = Đây là lời của hệ thống khác, không nằm trong nhật ký công khai của thành phố và không tính là xác nhận kết quả. Cơ quan chủ trì và thời hạn ở đây giữ nguyên.

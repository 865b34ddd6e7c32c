# Trang lỗi và lời từ chối chung.

# used as: error-*
error-page-missing = Không có trang này
error-page-missing-explained = Địa chỉ có thể bị gõ thiếu, hoặc trang đã chuyển chỗ.
error-case-missing = Không tìm thấy phản ánh này
error-case-missing-explained = Mã có thể bị gõ nhầm, hoặc phản ánh không được công khai.
error-secret-missing = Đường liên kết riêng này không mở được phản ánh nào
error-secret-missing-explained = Hãy kiểm tra lại đường liên kết trên biên nhận: nó dài 26 ký tự và phải đủ từng ký tự.
error-photo-missing = Không có ảnh này
error-photo-missing-explained = Ảnh chưa được công khai, hoặc đã bị gỡ.
error-forbidden = Bạn không có quyền làm việc này
error-invalid = Có thông tin chưa nhận được
error-unknown-choice = Lựa chọn này không có trong danh sách của thành phố. Hãy quay lại và chọn lại.
error-redaction-reason = Hãy chọn lý do lược bớt: nhật ký công khai ghi lý do này
error-stale = Có người vừa xử lý phản ánh này trước bạn
error-stale-explained = Việc bạn định làm chưa được ghi. Hãy mở lại phản ánh để xem điều vừa thay đổi rồi quyết định tiếp.
error-refused = Việc này chưa làm được lúc này
error-too-large = Nội dung gửi lên quá lớn
error-too-large-explained = Mỗi ảnh tối đa 8 MB, mỗi lần tối đa 3 ảnh. Nội dung bạn đã gõ vẫn còn ở trang trước: bấm nút quay lại của trình duyệt.
error-too-many = Bạn gửi quá nhanh
error-too-many-explained = Xin chờ { $count } giây rồi thử lại. Nội dung bạn đã gõ vẫn còn ở trang trước.
error-busy = Tệp khác đang được soạn
error-busy-explained = Tệp dài được soạn lần lượt từng tệp một. Xin thử lại sau { $count } giây.
error-disk-full = Máy chủ hết chỗ chứa
error-disk-full-explained = Lần gửi này chưa được ghi, dữ liệu cũ vẫn nguyên vẹn. Người vận hành đã được báo. Xin giữ trang này và thử lại sau ít phút.
error-unavailable = Máy chủ tạm thời chưa trả lời được
error-unavailable-explained = Chưa có gì bị mất. Xin thử lại sau ít phút.
error-read-only = Hiện chưa thể ghi thêm hay thay đổi
error-read-only-explained = Dữ liệu của thành phố đang được đối chiếu với nhật ký công khai vì hai bên không khớp nhau. Mọi nội dung vẫn xem được. Nội dung bạn vừa gửi chưa được lưu: xin gửi lại sau; nếu khẩn cấp, xin gọi đường dây nóng.
error-unexpected = Có lỗi ở phía chúng tôi
error-unexpected-explained = Lần gửi này chưa được ghi. Xin thử lại; nếu vẫn lỗi, hãy báo cho người vận hành kèm mã dưới đây.
error-way-home = Về trang đầu
error-way-cases = Xem danh sách phản ánh
error-way-case = Mở lại phản ánh
error-way-help = Trợ giúp
error-forbidden-role = Việc này thuộc vai trò khác. Hãy nhờ đúng người, hoặc hỏi quản trị viên.
error-forbidden-csrf = Biểu mẫu đã hết hạn hoặc không gửi từ trang này. Hãy mở lại trang rồi làm lại.

### Thư điện tử và đăng ký nhận tin.

mail-greeting = Chào bạn,
mail-subject-case = { $code }: { $what }
mail-subject-cases = { $count } phản ánh của bạn có tin mới
mail-subject-alert = { $heading }: { $what }
mail-subject-alerts = { $count } phản ánh bạn theo dõi có tin mới
mail-received = Đã nhận phản ánh của bạn
mail-received-agency = { $agency } phải tiếp nhận trước { $time }.
mail-joined = Đã ghi nhận bạn cũng gặp việc này
mail-shown = Nội dung đã được kiểm duyệt và công khai
mail-new-case = Phản ánh mới
mail-hidden-title = Phản ánh của bạn
mail-hidden = Phản ánh này hiện không công khai. Có tin mới: hãy xem ở trang riêng của bạn.
mail-call-answer = Việc đã xong chưa? Hãy bấm “Đã xong” hoặc “Chưa xong” ở trang riêng của bạn trước { $time }.
mail-call-reply = Cơ quan đang chờ bạn trả lời. Hãy trả lời ở trang riêng của bạn.
mail-link-hint = Trang riêng mở bằng đường liên kết riêng trên biên nhận, hoặc trong thư “Đường liên kết riêng” nếu bạn đã tự gửi cho mình. Chúng tôi không lưu đường liên kết ấy, nên thư này không chứa nó được.
mail-open = Xem trang công khai
mail-why-cases = Bạn nhận thư này vì đã để lại địa chỉ khi gửi hoặc cùng phản ánh.
mail-why-alerts = Bạn nhận thư này vì đã đăng ký nhận tin.
mail-choices = Đổi hoặc dừng nhận thư
mail-by-machine = Thư do máy gửi. Xin đừng trả lời thư này.

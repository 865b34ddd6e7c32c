# Cán bộ: vai trò, mật khẩu và quyền.
people-role-handler = Cán bộ xử lý
people-role-head = Người đứng đầu cơ quan
people-role-coordinator = Điều phối
people-role-moderator = Kiểm duyệt
people-role-overseer = Giám sát
people-role-privacy-officer = Bảo vệ dữ liệu cá nhân
people-role-administrator = Quản trị tài khoản

people-password-too-short = Mật khẩu cần ít nhất 10 ký tự. Một câu ngắn dễ nhớ là đủ tốt.
people-password-too-long = Mật khẩu có nhiều nhất 200 ký tự.
people-password-is-login = Mật khẩu không được trùng với tên đăng nhập.
people-password-common = Mật khẩu này quá phổ biến, người lạ sẽ thử trước tiên. Hãy chọn một câu khác.

people-denied-inactive = Tài khoản này đã ngừng hoạt động.
people-denied-not-your-role = Vai trò của anh/chị không làm việc này.
people-denied-not-your-case = Phản ánh này do cơ quan khác phụ trách.
people-denied-own-deadline = Người đang xử lý phản ánh không tự gia hạn. Hãy đề nghị người đứng đầu cơ quan hoặc bộ phận điều phối.
people-denied-own-work = Cơ quan đã làm việc này, và cơ quan cấp trên của cơ quan đó, không được tự xác nhận kết quả.
people-denied-own-content = Cơ quan chủ trì hoặc soạn thảo, và cơ quan cấp trên của cơ quan đó, không xóa những gì người dân gửi đến cho mình.

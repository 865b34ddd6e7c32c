### Lời của các trang mà ai cũng đọc được: trang chủ, danh sách, một phản ánh, bản đồ.

## Trang chủ

crumb-home = Trang chủ
home-question = Ở phố bạn có gì cần sửa?
home-lead = Gửi một tấm ảnh và vài dòng. Bạn biết ngay cơ quan nào của { $city } chịu trách nhiệm, hẹn khi nào xong, và chính bạn nói việc đã xong hay chưa.
home-description = Báo một vấn đề ở nơi bạn sống, theo dõi cơ quan xử lý, và tự xác nhận kết quả.
home-report = Báo một vấn đề
home-around = Xem quanh tôi
home-track = Theo dõi phản ánh của bạn
home-pulse = Thành phố làm được đến đâu
home-pulse-explained = Đếm trên mọi phản ánh đã gửi tại đây, từ nhật ký công khai mà ai cũng kiểm lại được.
home-figure-accepted = Tiếp nhận đúng hạn
home-figure-confirmed = Được người dân, giám sát xác nhận đã xong
home-figure-contested = Bị báo là chưa xong
home-results = Trước và sau
home-newest = Phản ánh mới nhất
home-all-cases = Xem tất cả { $count } phản ánh
home-empty = Chưa có phản ánh nào
home-empty-explained = Trang này vừa mở. Nếu bạn thấy ổ gà, rác, đèn hỏng hay cống tắc, phản ánh của bạn sẽ là phản ánh đầu tiên.
home-how = Từ lời dân đến kết quả
home-how-send = Bạn báo
home-how-send-explained = Ảnh, địa điểm, vài dòng mô tả. Không cần tài khoản, không bắt buộc để lại tên.
home-how-act = Cơ quan làm
home-how-act-explained = Một cơ quan chịu trách nhiệm, có hạn tiếp nhận và hạn xử lý. Chuyển đi đâu, dời hạn vì sao đều công khai.
home-how-confirm = Bạn xác nhận
home-how-confirm-explained = Cơ quan không được tự nói «Đã xong»: người dân hoặc bên giám sát mới xác nhận; «Chưa xong» thì mở lại.

## Theo dõi bằng mã

track-title = Theo dõi phản ánh
track-lead = Nhập mã in trên biên nhận.
track-label = Mã phản ánh
track-hint = Ví dụ { $prefix }-7K3M9Q. Viết thường hay viết hoa đều được.
track-button = Tìm
track-list = Hoặc tìm trong danh sách các phản ánh
track-empty = Hãy nhập mã phản ánh
track-malformed = Mã này không đúng dạng. Mã gồm { $prefix } và sáu chữ hoặc số, ví dụ { $prefix }-7K3M9Q.
track-unknown = Không có phản ánh công khai nào mang mã này. Hãy xem lại từng ký tự trên biên nhận.

## Danh sách

cases-title = Các phản ánh
cases-lead = Mọi điều người dân đã báo và việc các cơ quan đã làm.
cases-description = Danh sách phản ánh của người dân: việc gì, ở đâu, cơ quan nào, đã xong hay chưa.
cases-category = Việc gì
cases-area = Phường, xã
cases-state = Trạng thái
cases-agency = Cơ quan của thành phố
cases-period = Tháng gửi
cases-all-categories = Mọi việc
cases-all-areas = Mọi phường, xã
cases-all-states = Mọi trạng thái
cases-all-agencies = Mọi cơ quan
cases-all-periods = Mọi lúc
cases-count = { $count } phản ánh
cases-place = { $first }–{ $last } trong { $total }
cases-on-map = Xem trên bản đồ
cases-download = Tải đúng danh sách này:
cases-none = Chưa có phản ánh nào
cases-none-explained = Khi có người báo, phản ánh sẽ hiện ở đây.
cases-none-match = Không có phản ánh nào như vậy
cases-none-match-explained = Hãy bỏ bớt một điều kiện lọc.
month-of-year = { $month } năm { $year }

# used as: standing-*

standing-open = Đang còn phải làm
standing-overdue = Quá hạn
standing-ended = Đã kết thúc
standing-reported = Từng được báo xong
standing-contested = Từng bị báo chưa xong
standing-redone = Đang làm lại sau khi bị báo chưa xong
standing-accepted-in-time = Tiếp nhận đúng hạn
standing-accepted-late = Tiếp nhận trễ hạn
# used as: source-*

source-own = Xử lý tại đây
source-imported = Nhập từ hệ thống khác

## Một phản ánh

place-unknown = Chưa rõ phường, xã
case-description = { $title } tại { $area }: cơ quan nào xử lý, hẹn khi nào, đã làm gì.
case-sample = Dữ liệu mẫu
case-sample-explained = Phản ánh này không có thật, chỉ để minh họa.
case-imported-from = Nhập từ { $system }, mã { $id }
case-imported-explained = Việc này được xử lý ở hệ thống đó. Dân Tin chỉ ghi lại điều hệ thống đó nói và chưa xác nhận kết quả, nên việc này không được tính là đã xác nhận.
case-source-quoted = «{ $word }»: { $meaning }
case-source-says = Điều hệ thống gốc ghi
case-source-lead = Đơn vị phụ trách theo hệ thống gốc
case-source-status = Trạng thái
case-source-agency = Đơn vị phụ trách
case-source-agency-named = Đơn vị phụ trách ở đó: { $agency }
case-source-no-agency = Hệ thống gốc không ghi đơn vị phụ trách.
case-source-requested = Gửi lúc
case-source-due = Hẹn xong trước
case-source-ended = Đóng hoặc hủy lúc
case-source-updated = Cập nhật gần nhất
case-source-data = Nguồn dữ liệu
case-redacted = Đây là bản đã lược bớt; bản gốc được niêm phong.
case-redacted-reason = Đây là bản đã lược bớt, lý do: { $reason }. Bản gốc được niêm phong.
case-shown-reason = Một phần không công khai, lý do: { $reason }.
case-held = Nội dung đang chờ kiểm duyệt
case-held-explained = Lời và ảnh của người phản ánh hiện ra sau khi đã kiểm tra để không lộ thông tin riêng của ai. Việc gì, phường nào, cơ quan nào và thời hạn thì công khai ngay.
case-report = Lời người phản ánh
case-result = Kết quả cơ quan báo
case-waits-for-confirmation = Chờ xác nhận đến { $time }.
case-who-confirms = Người gửi và những người cùng gặp trả lời «Đã xong» hoặc «Chưa xong» bằng đường liên kết riêng trên biên nhận. Cơ quan xử lý và cấp trên của họ không được tự xác nhận.
case-timeline = Diễn biến
case-journal = Mỗi dòng là một mục của nhật ký công khai; tên người không bao giờ ghi ở đó, chỉ ghi vai trò và cơ quan.
case-verify = Kiểm tra trong nhật ký công khai
case-agency = Cơ quan xử lý
case-no-agency = Chưa có cơ quan nào nhận: điều phối viên đang chỉ định.
case-urgent = Việc khẩn
case-clock-receive = Tiếp nhận
case-clock-resolve = Xử lý
case-joined = { $count } người cùng gặp
case-joined-more = Thêm { $count } người cùng gặp
case-join = Tôi cũng gặp
case-join-explained = Bạn sẽ có đường liên kết riêng để theo dõi và trả lời việc đã xong hay chưa.
case-hand-overs = Đã chuyển giữa các cơ quan { $count } lần
case-same-area = Các phản ánh khác cùng phường, xã
case-code = Mã phản ánh
case-print = In trang này
case-photo-report = Ảnh người phản ánh gửi: { $service }
case-photo-before = Trước khi xử lý: { $service }
case-photo-after = Sau khi xử lý, ảnh của cơ quan: { $service }
case-assigned-to = { $agency }, phải tiếp nhận trước { $time }
case-returned-to = { $reason }. Chuyển đến: { $agency }
case-promised = Hẹn xong trước { $time } ({ $rule })
case-due-after-reply = Đồng hồ chạy tiếp, hạn mới { $time }
case-due-moved = { $reason }. Hạn mới { $time }
case-due-again = Phải làm lại trước { $time }
case-confirm-by = Người dân có thể xác nhận đến { $time }
case-basis = Căn cứ: { $basis }
case-right-authority = Nơi có thẩm quyền: { $agency }
case-source-word = Hệ thống gốc ghi: { $word }

## Bản đồ

explore-title = Bản đồ phản ánh
explore-lead = Quanh bạn đang có việc gì, và việc nào đã xong.
explore-description = Bản đồ các phản ánh của người dân theo phường, xã.
explore-skip = Bỏ qua bản đồ
explore-list = Xem dạng danh sách
explore-label = Bản đồ các phản ánh
explore-by-area = Chọn một phường, xã
explore-more = Còn { $count } phản ánh nữa trong danh sách đầy đủ

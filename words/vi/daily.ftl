### Công cụ hằng ngày của bàn làm việc: danh sách riêng, làm nhiều việc một lượt, điều vừa đổi, phím tắt.

## Danh sách đã lưu

views-title = Danh sách đã lưu
views-sentence = Đặt tên cho một bộ lọc để mở lại bằng một lần bấm. Số lượng hiện bên cạnh tên.
views-save-title = Lưu bộ lọc này
views-save-this = Lưu danh sách này
views-filter = Bộ lọc:
views-name = Tên danh sách
views-share = Ai dùng
views-own = Chỉ mình tôi
views-shared-with = Mọi cán bộ của { $agency }
views-save = Lưu danh sách
views-there = Danh sách đã lưu
views-none = Chưa có danh sách nào
views-none-sentence = Ở trang việc cần làm, hãy lọc rồi chọn «Lưu danh sách này».
views-too-many = Đã có { $count } danh sách. Hãy bỏ bớt một danh sách rồi lưu lại.
views-name-taken = Đã có danh sách khác mang tên này. Hãy đặt tên khác.

## Làm một lượt

bulk-all = Chọn tất cả
bulk-choose = Chọn
bulk-with-chosen = Với các dòng đã chọn:
# used as: bulk-button-*

bulk-button-assignee = Giao cho…
bulk-button-accept = Tiếp nhận…
bulk-button-ask = Hỏi thêm…
bulk-button-return = Chuyển trả…
bulk-button-assign = Chuyển cơ quan chủ trì…
bulk-button-merge = Gộp…
# used as: bulk-title-*

bulk-title-assignee = Giao nhiều phản ánh
bulk-title-accept = Tiếp nhận nhiều phản ánh
bulk-title-ask = Hỏi thêm ở nhiều phản ánh
bulk-title-return = Chuyển trả nhiều phản ánh
bulk-title-assign = Chuyển cơ quan chủ trì của nhiều phản ánh
bulk-title-merge = Gộp nhiều phản ánh
bulk-each = Mỗi phản ánh được xét theo quy tắc riêng. Phản ánh nào không làm được sẽ nói rõ lý do, các phản ánh khác vẫn tiếp tục.
bulk-ask-hint = Mọi người phản ánh dưới đây nhận cùng một câu hỏi. Đồng hồ của từng phản ánh dừng cho đến khi có câu trả lời.
bulk-assign-hint = Mỗi phản ánh chuyển sang cơ quan này, với hạn tiếp nhận tính lại từ lúc ghi. Cơ quan đang chủ trì được báo qua nhật ký công khai.
bulk-merge-hint = Phản ánh gửi sớm nhất được giữ lại, các phản ánh khác gộp vào đó.
bulk-merge-two = Hãy chọn ít nhất hai phản ánh để gộp.
bulk-merge-other = Phản ánh được giữ lại bây giờ là { $code }. Hãy xem lại rồi gửi.
bulk-chosen = { $count } phản ánh
bulk-not = Không làm được:
bulk-go = Làm với { $count } phản ánh
bulk-back = Về danh sách việc
bulk-none = Chưa chọn phản ánh nào. Hãy đánh dấu ít nhất một dòng.
bulk-too-many = Mỗi lượt nhiều nhất { $count } phản ánh. Hãy bỏ dấu bớt.
bulk-pause = Sau khi gửi, có { $count } giây để hoàn tác. Hết thời gian đó, việc được ghi vào nhật ký công khai và không xóa được.
bulk-stale = Có người vừa làm với phản ánh này sau khi anh/chị mở danh sách. Hãy xem lại.
bulk-missing = Không tìm thấy phản ánh này.
bulk-failed = Máy chủ chưa làm được với phản ánh này. Hãy mở phản ánh để làm riêng.
bulk-no-colleague = Người được chọn không làm ở cơ quan chủ trì phản ánh này.
bulk-leads-already = Cơ quan này đang chủ trì phản ánh rồi.
bulk-changed-since = Đã có người giao lại sau đó, nên giữ nguyên.
bulk-cancelled = Đã hoàn tác: chưa có gì được làm.
bulk-waits = Sẽ làm sau { $count } giây.
bulk-runs = Đang làm. Hãy mở lại trang sau giây lát.
bulk-done = Xong: { $done } · không làm được: { $refused } · đã hoàn tác: { $undone }
bulk-late = Đã quá thời gian hoàn tác
bulk-late-explained = Nhật ký công khai đã ghi. Nếu cần sửa, hãy mở từng phản ánh và làm bước tiếp theo.
bulk-undo = Hoàn tác
bulk-look = Xem kết quả
bulk-final = Việc đã ghi vào nhật ký công khai thì không rút lại trong im lặng được: hãy mở phản ánh và làm bước tiếp theo.
bulk-words = Lời sẽ gửi
# used as: bulk-item-*

bulk-item-waiting = Đang chờ
bulk-item-done = Đã làm
bulk-item-refused = Không làm được
bulk-item-undone = Đã hoàn tác
bulk-item-kept = Giữ lại: các phản ánh khác gộp vào đây
# used as: bulk-state-*

bulk-state-waiting = Đang chờ
bulk-state-done = Đã làm
bulk-state-cancelled = Đã hoàn tác
bulk-list = Các lượt đã làm
bulk-list-sentence = Những lượt giao, tiếp nhận, hỏi thêm, chuyển trả của anh/chị.
bulk-list-none = Chưa có lượt nào
bulk-list-none-sentence = Ở danh sách việc, hãy đánh dấu vài dòng rồi chọn việc cần làm.

## Điều vừa đổi

changes-title = Điều vừa đổi
changes-sentence = Việc người khác làm ở các phản ánh anh/chị xử lý hoặc theo dõi, từ lần xem trước.
changes-count = { $count } phản ánh vừa đổi
changes-none = Không có gì mới
changes-none-sentence = Anh/chị đã xem hết.
changes-all-seen = Đã xem tất cả
changes-seen = Đã xem
changes-given = Mới giao cho anh/chị
changes-handled = Anh/chị đang xử lý
changes-watched = Anh/chị đang theo dõi
changes-more = Còn { $count } diễn biến trước đó
watch-on = Theo dõi
watch-off = Thôi theo dõi

## Ai đang xử lý

presence-by = { $names } đang xử lý
presence-looking = Đang xem: { $names }
presence-writing = { $name } (đang viết)

## Phím tắt

desk-key-assign = giao cho cán bộ
desk-key-transfer = chuyển trả
desk-key-reply = hỏi thêm hoặc nhập câu trả lời
desk-key-status = bước tiếp theo
desk-key-mark = đánh dấu dòng
desk-key-peek = xem nhanh
desk-keys-page = Phím tắt ở một trang riêng, bật hoặc tắt
desk-keys-sentence = Dùng ở danh sách việc và trang phản ánh. Khi đang gõ trong một ô, các phím này là chữ thường.
desk-keys-are-on = Phím tắt đang bật cho tài khoản này.
desk-keys-are-off = Phím tắt đang tắt cho tài khoản này.
desk-keys-switch-on = Bật phím tắt
desk-keys-switch-off = Tắt phím tắt

## Mẫu trả lời

replies-title = Mẫu trả lời
replies-sentence = Lời viết sẵn để chèn vào biểu mẫu. Cán bộ luôn đọc lại và sửa trước khi gửi.
replies-new = Viết mẫu mới
replies-none = Chưa có mẫu nào
replies-none-sentence = Người đứng đầu cơ quan và bộ phận điều phối viết mẫu ở đây.
replies-retired = đã ngừng dùng
replies-of-city = Cả thành phố
replies-owner = Mẫu của
replies-name = Tên mẫu
replies-step = Dùng cho bước
replies-body = Lời
replies-body-hint = Người dân sẽ đọc lời này: viết rõ, không nêu tên riêng. Các chỗ trong ngoặc nhọn dưới đây được điền theo từng phản ánh.
# used as: replies-name-*

replies-name-code = mã phản ánh
replies-name-category = lĩnh vực hoặc việc
replies-name-area = phường, xã
replies-name-agency = cơ quan chủ trì
replies-name-due = hạn đang tính
replies-no-due = chưa có hạn
replies-save = Lưu mẫu
replies-look = Xem như người dân thấy
replies-retire = Ngừng dùng
replies-preview = Người dân sẽ thấy
replies-versions = Các bản đã lưu
replies-stale = Có người vừa lưu bản khác của mẫu này. Lời của anh/chị vẫn còn dưới đây, bản mới nhất ở cuối trang. Lưu lần nữa là thay bản đó.
replies-unknown-name = Không có chỗ điền nào tên là «{ $name }». Chỉ dùng được những tên ở danh sách bên dưới.
replies-brace = Có dấu ngoặc nhọn mở mà không đóng, hoặc đóng mà không mở. Mỗi chỗ điền viết trong một cặp ngoặc nhọn.
replies-choose = Chọn mẫu
replies-insert = Chèn vào lời

## Phiếu đi kiểm tra

sheet-title = Phiếu kiểm tra hiện trường
sheet-print = In phiếu
sheet-qr = Quét để mở phản ánh trên điện thoại
sheet-words = Lời phản ánh
sheet-found = Tại chỗ thấy
sheet-as-told = Đúng như phản ánh
sheet-other = Khác với phản ánh
sheet-nothing = Không còn gì
sheet-danger = Nguy hiểm, cần rào chắn ngay
sheet-done = Đã làm
sheet-photo-before = Đã chụp trước
sheet-photo-after = Đã chụp sau
sheet-measured = Đã đo, ghi số bên dưới
sheet-when = Ngày, giờ
sheet-who = Người kiểm tra ký, ghi tên
sheet-printed = In lúc

## Tại hiện trường

field-title = Tại hiện trường
field-open = Mở trang hiện trường
field-open-map = Mở bản đồ trên máy
field-before = Trước khi xử lý
field-after = Sau khi xử lý
field-take = Chụp hoặc chọn ảnh
field-send = Gửi ảnh
field-waiting = Chưa gửi (#). Ảnh giữ trên máy này, tự gửi khi có mạng.
field-sending = Đang gửi, còn #
field-sent = Đã gửi hết ảnh
field-door = Chưa gửi (#). Phiên làm việc đã hết: đăng nhập lại, ảnh vẫn còn trên máy này.
field-refused = Máy chủ không nhận # ảnh: không phải ảnh JPEG, PNG, WebP, tệp quá nặng, đã đủ 20 ảnh, hoặc phản ánh không còn thuộc cơ quan này.
field-full = Máy này không còn chỗ giữ. Chưa gửi (#): giữ trang này mở và gửi lại khi có mạng, đóng trang là mất.
field-again = Gửi lại
field-drop = Bỏ các ảnh này
field-photo-alt = Ảnh vừa gửi
field-draft-hint = Ảnh ở đây chưa công khai. Khi báo đã xử lý xong, anh/chị chọn ảnh nào làm minh chứng.
field-resolve = Báo đã xử lý xong
field-only-lead = Chỉ cán bộ của cơ quan chủ trì gửi ảnh ở đây.
field-no-photo = Chưa chọn ảnh nào.
field-taken = Ảnh chụp tại hiện trường
field-turned = Máy chủ chưa nhận buổi giám sát #. Lời và ảnh vẫn còn trên máy này.
field-visit-open = Ghi buổi giám sát bằng điện thoại
field-visit-photos-hint = Tối đa 20 ảnh. Ảnh được công khai cùng lời ghi: tránh chụp rõ mặt người, biển số.
field-visit-kept = Lời và ảnh được giữ trên máy này cả khi mất mạng. Bấm gửi một lần là đủ: có mạng sẽ tự gửi và được công khai.
field-visit-send = Gửi buổi giám sát
field-visit-edit = Sửa tiếp
field-visit-waiting = Chưa gửi (#). Lời và ảnh giữ trên máy này, tự gửi khi có mạng.
field-visit-sent = Đã gửi xong
field-visit-not-now = Cuộc giám sát đang ở bước không ghi buổi giám sát. Bản nháp trên máy này vẫn được giữ.
field-visit-stale = Cuộc giám sát vừa có thay đổi. Hãy xem trang cuộc giám sát, mở lại trang này rồi gửi nếu vẫn cần.
field-visit-wrong-state = Cuộc giám sát đang ở bước «{ $state }» nên không ghi thêm buổi giám sát được.
error-field-too-many = Mỗi phản ánh giữ tối đa 20 ảnh chờ dùng. Hãy bỏ bớt ảnh rồi gửi lại.

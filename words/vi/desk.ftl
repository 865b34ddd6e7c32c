### Bàn làm việc của cán bộ: đăng nhập, danh sách việc, trang phản ánh, nhập thay người dân.

## Cửa vào

sign-in-title = Đăng nhập bàn làm việc
sign-in-sentence = Dành cho cán bộ. Người dân gửi và theo dõi phản ánh không cần tài khoản.
sign-in-login = Tên đăng nhập
sign-in-password = Mật khẩu
sign-in-button = Đăng nhập
sign-in-forgotten = Quên mật khẩu? Quản trị tài khoản của thành phố đặt lại giúp; mật khẩu không gửi qua thư.
sign-in-wrong = Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy xem lại cả hai.
sign-in-until = Đã thử sai nhiều lần từ nơi này. Có thể thử lại từ { $time }. Tài khoản không bị khóa: máy quen của chính chủ vẫn vào được.
sign-in-busy = Máy chủ đang kiểm tra nhiều lượt đăng nhập. Xin thử lại sau vài giây.
sign-in-ended = Phiên làm việc đã hết, việc vừa gửi chưa được ghi
sign-in-ended-explained = Nội dung đã gõ vẫn còn ở trang trước. Hãy đăng nhập ở thẻ khác, rồi quay lại trang đó, mở lại biểu mẫu và gửi.
sign-in-factor-there = Tài khoản này đã có xác thực hai lớp
sign-in-factor-there-explained = Phiên vừa rồi chỉ có mật khẩu nên không thêm được lớp nào, và không có gì thay đổi. Hãy đăng nhập lại bằng mật khẩu và lớp đang có. Nếu không phải anh/chị đã cài đặt lớp đó, hãy báo ngay quản trị tài khoản.

## Tài khoản

account-title = Tài khoản của tôi
account-password = Đổi mật khẩu
account-present = Mật khẩu hiện tại
account-wanted = Mật khẩu mới
account-wanted-hint = Ít nhất 10 ký tự. Một câu ngắn dễ nhớ tốt hơn một từ khó.
account-again = Gõ lại mật khẩu mới
account-change = Đổi mật khẩu
account-changed = Đã đổi mật khẩu; các máy khác đã bị đăng xuất
account-present-wrong = Mật khẩu hiện tại chưa đúng.
account-again-differs = Hai lần gõ mật khẩu mới không giống nhau.
account-sessions = Phiên đăng nhập
account-sessions-count = Đang có { $count } phiên đăng nhập, kể cả phiên này.
account-sign-out-everywhere = Đăng xuất khỏi mọi máy

## Điều hướng

desk-nav-inbox = Việc cần làm
desk-nav-file = Nhập thay người dân
desk-nav-account = Tài khoản

## Danh sách việc

desk-views = Các danh sách
# used as: desk-view-*

desk-view-open = Đang mở
desk-view-mine = Việc của tôi
desk-view-unassigned = Chưa có người làm
desk-view-due-today = Đến hạn hôm nay
desk-view-overdue = Quá hạn
desk-view-reopened = Mở lại
desk-view-waiting = Chờ người phản ánh
desk-view-to-decide = Chờ điều phối quyết định
desk-view-reported = Chờ xác nhận kết quả
desk-view-moderation = Chờ kiểm duyệt
desk-view-ended = Đã kết thúc

desk-any = Tất cả
desk-filter-category = Lĩnh vực
desk-filter-area = Phường, xã
desk-filter-state = Trạng thái
desk-filter-agency = Cơ quan
desk-column-case = Phản ánh
desk-column-due = Hạn
desk-column-state = Trạng thái
desk-column-assignee = Người xử lý
desk-column-age = Gửi lúc
desk-no-clock = Không tính giờ
desk-peek = Xem nhanh
desk-empty = Không có phản ánh nào ở đây
desk-empty-sentence = Hãy chọn danh sách khác hoặc bỏ bớt bộ lọc.
desk-sees-nothing = Tài khoản này không xử lý phản ánh
desk-sees-nothing-explained = Vai trò của anh/chị không gắn với hồ sơ nào. Nếu cần, hãy nhờ quản trị tài khoản thêm vai trò.
desk-preview-label = Xem nhanh phản ánh
desk-open-case = Mở phản ánh
desk-shortcuts = Phím tắt
desk-key-rows = xuống dòng dưới, lên dòng trên
desk-key-open = mở phản ánh đang chọn
desk-key-find = đến ô tìm kiếm
desk-key-help = hiện bảng này
desk-close = Đóng

## Trang phản ánh

desk-lead = Cơ quan chủ trì
desk-no-lead = Chưa có, chờ điều phối
desk-next-steps = Các bước có thể làm
desk-meanwhile = Trong lúc đó, người khác đã làm
desk-meanwhile-own = Trong lúc đó, chính anh/chị đã làm
desk-done-before = Anh/chị đã làm bước này rồi
desk-done-before-explained = Bước này đã được ghi nhận từ lần bấm trước, xem bên dưới; lần này không ghi thêm gì. Những gì anh/chị vừa gõ vẫn còn ở dưới.
desk-stale-own = Anh/chị vừa làm một bước khác với phản ánh này
desk-stale-explained = Việc của anh/chị chưa được ghi. Dưới đây là điều vừa thay đổi; nội dung đã gõ vẫn còn, xem lại rồi gửi nếu vẫn cần.
desk-tabs = Phần của phản ánh
desk-tab-conversation = Trao đổi
desk-tab-evidence = Minh chứng
desk-tab-location = Vị trí
desk-tab-history = Diễn biến
desk-content-closed = Lời người phản ánh chưa công khai và ngoài quyền xem của anh/chị.
desk-no-evidence = Chưa có ảnh hay minh chứng
desk-no-evidence-sentence = Ảnh của người dân và minh chứng kết quả sẽ hiện ở đây.
desk-facts = Thông tin
desk-as-the-resident = Xem như người dân thấy
desk-fact-service = Việc
desk-fact-origin = Nguồn
desk-fact-submitted = Gửi lúc
desk-fact-first-due = Hạn ban đầu
desk-fact-assignee = Người xử lý
desk-fact-hand-overs = Số lần chuyển trả
desk-fact-extensions = Số lần gia hạn
desk-fact-contests = Số lần báo chưa xong
desk-fact-joins = Số người cùng gặp
desk-fact-contact = Liên hệ người phản ánh
desk-fact-joiners = Liên hệ người cùng gặp
desk-no-contact = Không để lại liên hệ
desk-nobody = Chưa có ai
desk-somebody-else = Cán bộ ở cơ quan khác
desk-assignee = Giao cho
desk-assign = Giao việc
desk-note = Ghi chú nội bộ
desk-note-hint = Chỉ cán bộ thấy. Không bao giờ công khai.
desk-note-add = Ghi lại
desk-no-area = Chưa rõ phường, xã
desk-place-area = Phường, xã
desk-place-address = Địa chỉ người dân ghi
desk-place-point = Tọa độ
desk-place-public = Công khai
desk-place-public-point = Điểm trên bản đồ
desk-place-public-area = Chỉ tên phường, xã
# used as: desk-photo-*

desk-photo-report = Ảnh của người phản ánh
desk-photo-reply = Ảnh kèm câu trả lời
desk-photo-before = Ảnh trước khi xử lý
desk-photo-after = Ảnh sau khi xử lý
desk-photo-contest = Ảnh kèm ý kiến chưa xong
desk-photo-partner = Ảnh hệ thống đối tác gửi kèm
desk-photo-kept = Giữ ảnh đã nhận

## Diễn biến

desk-due-to-accept = Hạn để tiếp nhận
desk-said-receive-by = Hạn tiếp nhận: { $what }
desk-said-due = Hạn xử lý: { $what }
desk-said-new-due = Hạn mới: { $what }
desk-said-confirm-by = Chờ xác nhận đến { $what }
desk-said-reason = Lý do: { $what }
desk-said-to = Chuyển đến: { $what }
desk-said-authority = Cơ quan có thẩm quyền: { $what }
desk-to-agency = Cơ quan đúng thẩm quyền, nêu tên dưới đây
desk-to-coordinator = Điều phối thành phố quyết định
desk-shown-photos = { $count } ảnh được công khai
# used as: shown-*

shown-as-written = Công khai nguyên văn
shown-redacted = Công khai bản đã lược bớt, bản gốc được niêm phong
shown-none = Không công khai lời

## Các bước

# used as: desk-step-*

desk-step-accept = Tiếp nhận
desk-step-resolve = Báo đã xử lý xong
desk-step-ask = Hỏi thêm người phản ánh
desk-step-reply = Nhập câu trả lời
desk-step-return = Chuyển trả
desk-step-extend = Gia hạn
desk-step-decline = Không thụ lý
desk-step-assign = Chỉ định cơ quan
desk-step-confirm = Xác nhận đã xong
desk-step-contest = Báo chưa xong
desk-step-publish = Công khai
desk-step-hide = Ẩn nội dung
desk-step-erase = Xóa dữ liệu
desk-step-forward = Chuyển sang hệ thống khác
# used as: desk-button-*

desk-button-accept = Tiếp nhận
desk-button-resolve = Báo đã xong
desk-button-ask = Gửi câu hỏi
desk-button-reply = Ghi câu trả lời
desk-button-return = Chuyển trả
desk-button-extend = Duyệt gia hạn
desk-button-decline = Không thụ lý
desk-button-assign = Chỉ định
desk-button-confirm = Xác nhận đã xong
desk-button-contest = Báo chưa xong
desk-button-publish = Công khai
desk-button-hide = Ẩn
desk-button-erase = Xóa vĩnh viễn
desk-button-forward = Chuyển sang hệ thống khác
# used as: desk-done-*

desk-done-accept = Đã tiếp nhận
desk-done-resolve = Đã báo kết quả; người dân được hỏi xác nhận
desk-done-ask = Đã gửi câu hỏi; đồng hồ tạm dừng
desk-done-reply = Đã ghi câu trả lời; đồng hồ chạy tiếp
desk-done-return = Đã chuyển trả
desk-done-extend = Đã gia hạn; hạn ban đầu vẫn được giữ
desk-done-decline = Đã trả lời không thụ lý
desk-done-assign = Đã chỉ định cơ quan chủ trì
desk-done-confirm = Đã xác nhận kết quả
desk-done-contest = Đã báo chưa xong; phản ánh mở lại
desk-done-publish = Đã công khai
desk-done-hide = Đã ẩn nội dung
desk-done-erase = Đã xóa; nhật ký công khai ghi căn cứ và thời điểm
desk-done-forward = Đã ghi; máy chủ sẽ gửi sang hệ thống kia
desk-done-assignee = Đã giao việc
desk-done-note = Đã ghi chú

desk-accept-promise = Nếu tiếp nhận bây giờ, hạn xử lý là
desk-accept-hint = Hạn này công khai và được giữ lại, kể cả khi sau này gia hạn. Nếu không thuộc thẩm quyền, hãy chuyển trả thay vì tiếp nhận.
desk-return-to = Chuyển đến
desk-right-agency = Cơ quan đúng thẩm quyền
desk-agency-hint = Gõ một phần tên, có dấu hay không dấu đều được
desk-agency-unknown = Không tìm thấy đúng một cơ quan có tên này. Hãy gõ đủ tên và chọn trong danh sách.
desk-agency-oversees = Đơn vị này giám sát người khác nên không nhận việc. Hãy chọn cơ quan khác.
desk-reason = Lý do
desk-words-public = Người dân sẽ đọc lời này: viết rõ, không nêu tên riêng.
desk-return-words = Giải thích
desk-ask-words = Câu hỏi
desk-ask-hint = Hỏi điều thật sự cần để xử lý. Đồng hồ dừng cho đến khi có câu trả lời.
desk-reply-words = Người phản ánh trả lời
desk-reply-hint = Dùng khi người dân trả lời qua điện thoại hoặc tại quầy. Ghi đúng lời họ nói.
desk-new-date = Ngày đến hạn mới
desk-new-time = Giờ
desk-new-time-hint = Giờ của thành phố; để trống là 17:00.
desk-not-a-time = Cần nhập giờ theo mẫu 17:00
desk-due-too-far = Hạn mới nhiều nhất là hai năm kể từ hôm nay.
desk-due-in-the-past = Hạn mới phải ở phía trước.
desk-extend-words = Vì sao cần thêm thời gian
desk-resolve-words = Đã làm gì
desk-resolve-hint = Nói đã làm gì, khi nào, xem được ở đâu. Cần ít nhất một minh chứng: ảnh, văn bản hoặc số đo.
desk-photos = Ảnh
desk-photos-after = Ảnh sau khi xử lý
desk-photos-before = Ảnh trước khi xử lý (không bắt buộc)
desk-photos-hint = JPEG, PNG hoặc WebP. Vị trí và thông tin máy ảnh được gỡ trước khi công khai.
desk-photos-before-hint = Nếu không có, ảnh của người phản ánh được đặt bên cạnh.
desk-document = Thêm văn bản làm minh chứng
desk-document-title = Tên, số và ngày văn bản
desk-document-body = Nội dung chính
desk-measure = Thêm số đo làm minh chứng
desk-measure-title = Đo cái gì
desk-measure-value = Giá trị
desk-measure-not-a-number = Giá trị phải là một con số, ví dụ 140 hoặc 2,5. Đơn vị ghi ở ô bên cạnh.
desk-measure-unit = Đơn vị
desk-measure-instrument = Dụng cụ đo
desk-decline-hint = Lời này công khai và là câu trả lời cuối cùng của cơ quan. Nếu chỉ là việc của cơ quan khác, hãy chuyển trả.
desk-basis = Căn cứ pháp lý
desk-basis-hint = Tên, số văn bản, điều khoản
desk-authority = Cơ quan có thẩm quyền, nếu có
desk-decline-words = Giải thích cho người dân
desk-assign-agency = Cơ quan chủ trì
desk-confirm-hint = Chỉ xác nhận khi đã tự kiểm tra. Cơ quan đã làm và cấp trên của họ không được xác nhận.
desk-confirm-words = Đã kiểm tra thế nào
desk-contest-words = Điều gì chưa xong
desk-contest-needs = Cần một lời hoặc một ảnh cho biết điều gì chưa xong.
desk-publish-own-work = Phản ánh này do cơ quan của anh/chị xử lý: chỉ kiểm duyệt viên của nơi khác mới được sửa, bớt lời hoặc bớt ảnh
desk-publish-hint = Gỡ tên, số điện thoại, biển số, địa chỉ nhà riêng của người khác. Bản gốc được niêm phong, không mất.
desk-original = Nguyên văn người dân viết
desk-publish-text = Lời công khai
desk-publish-text-hint = Giữ nguyên là công khai nguyên văn; sửa là bản lược bớt; để trống là không công khai lời.
desk-redaction-reason = Vì sao lược bớt
desk-redaction-reason-hint = Lý do được ghi công khai trong nhật ký. Bỏ hết đánh dấu để trả lại ảnh thì không cần lý do.
desk-publish-reason-hint = Bắt buộc khi sửa, bỏ bớt hoặc không công khai lời. Lý do được ghi công khai trong nhật ký; nội dung bị bỏ thì không.
desk-publish-photos = Ảnh công khai
desk-publish-photos-hint = Chỉ ảnh được đánh dấu mới hiện ra. Xem kỹ khuôn mặt và biển số xe.
desk-publish-photo = Công khai ảnh này
desk-publish-address = Dòng địa chỉ công khai
desk-publish-address-hint = Bỏ số nhà nếu đó là nhà riêng.
desk-publish-ward-only = Chỉ công khai phường, xã
desk-publish-ward-only-hint = Đánh dấu nếu điểm trên bản đồ cho biết nhà của ai. Điểm đã công khai thì nằm trong nhật ký, không rút lại được.
desk-hide-hint = Nội dung không hiện ở đâu nữa, nhưng phản ánh vẫn được xử lý và vẫn tính trong số liệu.
desk-erase-hint = Nội dung được chọn sẽ mất hẳn, kể cả với cán bộ. Diễn biến, thời hạn và số liệu giữ nguyên. Nhật ký công khai ghi: xóa mục nào, cơ quan nào xóa, căn cứ gì.
desk-erase-all-gone = Không còn nội dung nào có thể xóa.
desk-erase-fields = Nội dung cần xóa
desk-erase-fields-hint = Nội dung giống hệt ở mục khác của phản ánh này cũng bị xóa theo.
desk-erase-photos = Ảnh cần xóa
desk-erase-photos-hint = Xóa cả ảnh gốc lẫn các bản thu nhỏ. Ảnh gốc có thể chứa tọa độ nơi chụp.
desk-erase-photo = Xóa ảnh này
desk-erase-beside = Ghi chú và bản sao kèm theo
desk-erase-beside-hint = Không nằm trong nhật ký công khai.
desk-erase-partner = Bản sao của hệ thống đối tác
desk-erase-partner-hint = Các cập nhật đối tác đã gửi và mã phản ánh của họ. Bản đối tác giữ ở hệ thống của họ vẫn còn.
desk-erase-ground = Căn cứ
desk-erase-ground-hint = Căn cứ được công khai trong nhật ký.
desk-erase-sure = Tôi đã kiểm tra yêu cầu và biết rằng việc xóa không thể hoàn tác
desk-erase-nothing = Hãy chọn ít nhất một nội dung
desk-erase-unsure = Hãy xác nhận rằng anh/chị biết việc xóa không thể hoàn tác
desk-erase-trace = Đã xóa { $count } ghi chú hoặc bản sao ở đây. Căn cứ: { $ground }.
desk-nav-erasure = Yêu cầu xóa dữ liệu
desk-erasure-sentence = Người dân xin xóa dữ liệu của mình. Hãy mở phản ánh, câu hỏi hay góp ý để xóa, hoặc trả lời người yêu cầu rồi bấm «Đã trả lời, không xóa».
desk-erasure-none = Không có yêu cầu nào
desk-erasure-none-sentence = Yêu cầu gửi từ trang riêng của người dân hiện ở đây.
desk-erasure-open = Xem và xóa
desk-erasure-settle = Đã trả lời, không xóa
matter-erasure = Xóa nội dung câu hỏi, góp ý
matter-erasure-way = Câu hỏi tại hội nghị và góp ý dự thảo được xóa ở đây, theo mã và số. Cơ quan chủ trì không được tự xóa.
matter-erasure-code = Mã hội nghị hoặc dự thảo
matter-erasure-of = số { $number }
matter-erasure-number = Số câu hỏi hoặc góp ý
matter-erasure-no-matter = Không có hội nghị hay dự thảo mã này
matter-erasure-no-number = Không có câu hỏi hay góp ý số này
matter-erasure-fields-hint = Nội dung giống hệt ở mục khác của câu hỏi hay góp ý này cũng bị xóa theo; trong biên bản đã thông qua, chỗ ấy để trống.

## Xem như người dân thấy

desk-preview-title = Đây là điều người dân thấy lúc này
desk-preview-public = Lời và ảnh đã qua kiểm duyệt; tên cán bộ và ghi chú nội bộ không hiện.
desk-preview-held = Đang chờ kiểm duyệt: người dân chỉ thấy lĩnh vực, phường xã, trạng thái và thời hạn.
desk-preview-hidden = Nội dung đang bị ẩn: người dân không mở được trang này.
desk-preview-no-text = Chưa có lời nào được công khai.

## Nhập thay người dân

desk-file-title = Nhập phản ánh thay người dân
desk-file-sentence = Cho người gọi điện, gửi giấy hoặc đến quầy. Người dân nhận mã và đường liên kết riêng như khi tự gửi.
desk-file-not-complaints = Khiếu nại và tố cáo có trình tự riêng, không nhập ở đây.
desk-file-channels = Xem nơi nhận khiếu nại, tố cáo
desk-file-channel = Người dân phản ánh bằng cách nào
desk-file-service = Việc gì
desk-file-choose = Hãy chọn
desk-file-no-area = Chưa rõ
desk-file-area-hint = Nếu chưa rõ, phản ánh đến bộ phận điều phối.
desk-file-address = Số nhà, đường hoặc chỗ dễ nhận ra
desk-file-text = Lời người dân
desk-file-text-hint = Ghi đúng ý họ nói. Lời này chờ kiểm duyệt trước khi công khai.
desk-file-contact = Liên hệ của người dân
desk-file-contact-hint = Không bắt buộc. Chỉ cơ quan chủ trì, bộ phận điều phối và cán bộ bảo vệ dữ liệu thấy.
desk-file-name = Họ tên
desk-file-phone = Điện thoại
desk-file-email = Thư điện tử
desk-file-send = Gửi và in biên nhận
desk-file-too-many-photos = Mỗi phản ánh nhận tối đa 3 ảnh. Bỏ bớt ảnh rồi gửi lại.
desk-file-again = Phiếu này đã được ghi thành phản ánh { $code } từ lần gửi trước; phần khác của lần này không được ghi vào
desk-file-before = Đã ghi nhận phản ánh { $code }
desk-file-before-sentence = Lần gửi này có chỗ khác với lần trước, nên phần khác đó không được ghi vào. Những gì anh/chị gõ vẫn còn ở dưới: gửi lần nữa thì thành một phản ánh mới.
desk-file-before-case = Mở phản ánh đã ghi
desk-file-before-link = Đường liên kết riêng của người dân:
desk-receipt-title = Biên nhận
desk-receipt-sentence = Đưa trang này cho người dân, hoặc đọc cho họ mã và đường liên kết. Đường liên kết chỉ hiện một lần này.
desk-receipt-code = Mã công khai
desk-receipt-link = Đường liên kết riêng để theo dõi, trả lời và xác nhận
desk-receipt-link-hint = Ai giữ đường liên kết này thì trả lời và xác nhận được, nên không gửi cho người khác.
desk-receipt-agency = Cơ quan nhận:
desk-receipt-due = Tiếp nhận trước:
desk-receipt-print = In biên nhận
desk-receipt-next = Nhập phản ánh khác

## Ảnh bị từ chối; file là tên tệp

desk-refused-photo-heic = { $file }: là ảnh HEIC của điện thoại. Hãy chuyển sang JPEG rồi gửi lại.
desk-refused-photo-not-an-image = { $file }: không phải là ảnh.
desk-refused-photo-unsupported = { $file }: chỉ nhận JPEG, PNG và WebP.
desk-refused-photo-too-many-pixels = { $file }: ảnh quá lớn về kích thước. Hãy thu nhỏ rồi gửi lại.
desk-refused-photo-too-large = { $file }: tệp quá nặng. Hãy thu nhỏ rồi gửi lại.
desk-refused-photo-damaged = { $file }: ảnh bị thiếu hoặc hỏng. Hãy chụp hoặc sao chép lại.
desk-refused-photo-animated = { $file }: là ảnh động; chỉ nhận ảnh tĩnh.
desk-refused-photo-too-slow = { $file }: đọc ảnh quá lâu. Hãy gửi ảnh nhỏ hơn.

error-choose = Hãy chọn một mục
error-form-broken = Biểu mẫu gửi lên không đầy đủ. Hãy mở lại trang rồi gửi lại.

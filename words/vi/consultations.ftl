## Consultations on drafts: the list, the text, comments and responses, and the work at the desk

nav-consultations = Góp ý dự thảo
consultations-title = Góp ý cho dự thảo
consultations-sentence = Đọc dự thảo, góp ý vào từng điều, khoản; mỗi ý kiến đều được trả lời có lý do.
consultations-open = Đang và sắp lấy ý kiến
consultations-over = Đã hết thời gian nhận ý kiến
consultations-none = Chưa có dự thảo nào đang lấy ý kiến
consultations-none-sentence = Khi thành phố lấy ý kiến về một dự thảo, dự thảo sẽ hiện ở đây.
consultation-one = Cuộc lấy ý kiến
consultation-drafter = Cơ quan soạn thảo
consultation-kind = Loại văn bản
consultation-area = Địa bàn
consultation-opens = Nhận ý kiến từ
consultation-closes = Nhận ý kiến đến
consultation-first-closes = Hạn công bố lần đầu: { $at }
consultation-longer-for = Lý do gia hạn: { $reason }
consultation-cancelled-for = Lý do hủy
consultation-minimum = Thời gian tối thiểu theo luật
consultation-closes-hint = Ít nhất { $count } ngày kể từ lúc bắt đầu nhận ý kiến, theo luật hoặc quy định.
consultation-comments = { $count ->
   *[other] { $count } ý kiến
}
consultation-how = Chọn một điều để đọc và góp ý. Không cần tài khoản.
consultation-text = Nội dung dự thảo
consultation-whole = Toàn văn dự thảo
consultation-whole-title = Ý kiến về toàn văn dự thảo
consultation-whole-read = Đọc dự thảo theo từng điều
consultation-paragraph = Đoạn không đánh số
consultation-place-gone = Điều khoản không còn trong dự thảo
consultation-place-before = { $place } của phiên bản { $version } (nay không còn)
consultation-place-now = { $place } của phiên bản { $version }, nay là { $now }
consultation-versions = Các phiên bản
consultation-version = Phiên bản { $number }
consultation-compare = So với phiên bản trước
consultation-which-text = Xem bản nào
consultation-changes = Thay đổi
consultation-compare-whole = So sánh toàn văn hai phiên bản
consultation-an-article = Một điều của dự thảo
consultation-article-same = Phần này không thay đổi so với phiên bản trước.
consultation-not-in-version = Phiên bản { $number } không có điều này.
consultation-text-lost = Máy chủ không còn nội dung phiên bản { $number }: văn bản đã mất khi khôi phục từ bản sao cũ, hoặc đã bị xóa. Nhật ký công khai còn mã băm, nên ai giữ văn bản vẫn chứng minh được đó là bản đã công bố.
consultation-compare-all = Xem cả phần không đổi
consultation-compare-changed = Chỉ xem phần thay đổi
consultation-compare-none = Không có thay đổi nào
consultation-compare-none-sentence = Hai phiên bản giống nhau từng chữ.
consultation-table = Bảng tổng hợp, tiếp thu, giải trình
consultation-said = Ý kiến và trả lời
consultation-articles = Các điều
consultation-note = Vì sao thay đổi:
consultation-figures = Kết quả
consultation-figure-comments = Ý kiến đã nhận
consultation-figure-gone = Đã rút hoặc bị ẩn
consultation-figure-answered = Đã có trả lời
consultation-figure-changes = Đã thành thay đổi trong dự thảo
consultation-of = { $part } trên { $whole }
consultation-flag-accepted = Đã tiếp thu nhưng dự thảo chưa thay đổi: ý kiến số { $comments }
consultation-flag-unexplained = Thay đổi chưa có ý kiến hoặc ghi chú nào giải thích: { $places }
consultation-extend = Gia hạn nhận ý kiến
consultation-fault-far = Hạn này quá xa, muộn nhất là { $latest }. Hãy xem lại năm: hạn đã công bố không rút ngắn lại được.
consultation-close = Kết thúc cuộc lấy ý kiến
consultation-cancel = Hủy cuộc lấy ý kiến

comment-title = Góp ý của bạn
comment-provision = Góp ý cho
comment-stance-legend = Bạn thấy thế nào?
comment-text = Ý kiến của bạn
comment-text-hint = Nêu lý do. Không cần viết nếu bạn chỉ muốn nói là đồng ý.
comment-proposal = Cách viết đề nghị
comment-proposal-hint = Nếu đề nghị sửa, hãy viết câu mà bạn muốn thấy trong văn bản.
comment-speaker-legend = Bạn góp ý với tư cách
comment-organisation = Tên tổ chức
comment-organisation-hint = Tên tổ chức được công khai cùng ý kiến.
comment-send = Gửi góp ý
comment-contact-hint = Không bao giờ công khai. Hệ thống này chưa gửi thư: bạn xem trả lời bằng đường liên kết riêng nhận được sau khi gửi.
comment-contact-hint-mail = Không bao giờ công khai. Nếu bạn để lại thư điện tử, chúng tôi gửi thư trước khi hết hạn góp ý, khi gia hạn và khi ý kiến của bạn được trả lời; bạn dừng được bất cứ lúc nào. Hãy giữ đường liên kết riêng nhận được sau khi gửi: bạn xem trả lời hoặc rút ý kiến ở đó.
comment-after = Ý kiến được kiểm duyệt trước khi hiện công khai. Bạn nhận một đường liên kết riêng để xem trả lời.
comment-none = Chưa có ý kiến nào được công khai
comment-none-sentence = Ý kiến gửi đến sẽ hiện ở đây sau khi kiểm duyệt.
comment-more = Xem thêm ý kiến
comment-over = Thời gian nhận ý kiến đã hết.
comment-cancelled = Cuộc lấy ý kiến này đã bị hủy, không nhận ý kiến nữa.
comment-not-yet = Chưa đến thời gian nhận ý kiến.
comment-typed = Lời bạn đã viết, chưa được gửi
comment-number = Ý kiến số { $number }
comment-grouped = Trả lời chung với ý kiến số { $number }
comment-changes = Điều khoản được sửa theo ý kiến này
comment-changes-hint = Chọn khi tiếp thu; giữ Ctrl để chọn nhiều.
comment-mine = Góp ý của bạn
comment-mine-wait = Cơ quan soạn thảo chưa trả lời. Khi có trả lời, bạn sẽ thấy ở trang này.
comment-withdraw = Rút góp ý
comment-withdraw-sentence = Ý kiến đã rút không còn hiện công khai và không được trả lời.
comment-fault-change = Hãy viết lý do hoặc cách viết đề nghị
comment-fault-disagree = Hãy viết vì sao bạn không đồng ý
comment-fault-ask = Hãy viết câu hỏi của bạn
comment-fault-organisation = Hãy viết tên tổ chức
comment-fault-into = Hãy ghi số của ý kiến chính
comment-fault-into-itself = Không nhóm một ý kiến vào chính nó. Hãy chọn các ý kiến khác
comment-fault-provisions = Điều khoản này không có trong dự thảo. Hãy chọn trong danh sách
comment-fault-redacted = Anh/chị đã chọn lý do thay nội dung: hãy viết nội dung thay thế, hoặc bỏ lý do để công khai nguyên văn
comment-fault-chosen = Hãy chọn ít nhất một ý kiến để nhóm
comment-accuses = Có thể cáo buộc một người, cần xem kỹ
comment-followers = Các ý kiến trả lời chung
comment-ungroup = Tách ra trả lời riêng
comment-decision = Tiếp thu hay không
comment-response = Trả lời, giải trình
comment-response-hint = Nêu rõ lý do. Trả lời được công khai và gửi cho người góp ý.
comment-answer = Gửi trả lời
comment-redacted = Nội dung thay thế khi công khai
comment-redacted-hint = Để trống nếu công khai nguyên văn.
comment-show = Công khai ý kiến
comment-show-hint = Cơ quan soạn thảo chỉ công khai nguyên văn. Muốn thay nội dung hoặc ẩn thì người kiểm duyệt làm.
comment-show-anew = Công khai lại với nội dung khác
comment-show-anew-hint = Công chúng đọc nội dung này thay cho nội dung đang công khai. Nguyên văn vẫn được niêm phong trong nhật ký. Để trống để công khai lại nguyên văn, nếu nội dung đang công khai không phải nguyên văn.
comment-hide-main = Những ý kiến nhóm vào đây vẫn công khai, cùng câu trả lời chung. Nếu câu trả lời nhắc lại nội dung bị ẩn, hãy nhờ cơ quan soạn thảo sửa khi cuộc lấy ý kiến chưa kết thúc.
comment-hidden = Người kiểm duyệt đã ẩn: { $reason }
comment-hide = Ẩn ý kiến
comment-choose = Chọn ý kiến số
comment-open = Mở
comment-into = Nhóm các ý kiến đã chọn vào ý kiến số
comment-into-hint = Các ý kiến giống nhau được trả lời một lần; mỗi ý kiến vẫn giữ nguyên.
comment-group = Nhóm lại
comment-enter = Nhập ý kiến thay người dân
comment-said = Ý kiến của người góp ý
comment-said-stance = Người góp ý thấy thế nào?
comment-strip = Xem ý kiến được trả lời thế nào tại đường liên kết riêng này, và rút lại được trước khi có trả lời. Đừng đưa cho người khác.
comment-strip-sentence = In và trao cho người góp ý. Máy chủ không giữ đường liên kết này: đóng trang là không in lại được.
comment-channel = Nhận bằng cách nào

comment-mail-subject = Góp ý của bạn đã được trả lời: { $title }
comment-mail-why = Bạn nhận thư này vì đã để lại địa chỉ khi góp ý cho một dự thảo.
comment-mail-body = Cơ quan soạn thảo đã trả lời ý kiến số { $number } của bạn về «{ $title }»:
comment-mail-open = Xem trong bảng tổng hợp

consultation-follow = Nhắc tôi trước khi hết hạn
consultation-mail-soon-subject = Sắp hết hạn góp ý: { $title }
consultation-mail-soon = Thời gian góp ý cho «{ $title }» kết thúc lúc { $closes }.
consultation-mail-longer-subject = Gia hạn góp ý: { $title }
consultation-mail-longer = Thời gian góp ý cho «{ $title }» được kéo dài đến { $closes }. Hạn công bố lần đầu là { $first }.
consultation-mail-count = { $count ->
    [0] Đến nay chưa có ý kiến nào.
   *[other] Đến nay đã có { $count } ý kiến.
}
consultation-mail-how = Bạn có thể góp ý vào từng điều, khoản mà không cần tài khoản.
consultation-mail-again = Nếu muốn, bạn có thể góp ý thêm. Trả lời cho ý kiến đã gửi nằm ở đường liên kết riêng mà bạn nhận khi gửi.
consultation-mail-open = Đọc dự thảo và góp ý
consultation-mail-why = Bạn nhận thư này vì đã đăng ký được nhắc về cuộc lấy ý kiến này.

table-number = Số
table-place = Điều khoản
table-who = Người góp ý
table-comment = Ý kiến
table-response = Tiếp thu, giải trình
table-no-response = Chưa trả lời
table-files = Tải bảng này:
table-doc-title = BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN
table-doc-about = Góp ý đối với dự thảo: { $title }
table-doc-time = Thời gian lấy ý kiến: từ { $opens } đến { $closes }.
table-doc-counts = Tổng số { $comments } ý kiến, trong đó { $answered } ý kiến đã có trả lời: tiếp thu { $accepted }, tiếp thu một phần { $partly }, không tiếp thu { $refused }, ngoài phạm vi dự thảo { $outside }, đã trả lời mà không cần sửa { $noted }. Đã rút hoặc bị ẩn: { $gone }.
table-doc-none = Không có ý kiến nào.
table-doc-gone = Điều, khoản không còn trong dự thảo
table-doc-signature = ĐẠI DIỆN CƠ QUAN SOẠN THẢO
table-doc-sign = (Ký, ghi rõ họ tên)
table-doc-sample = TÀI LIỆU MẪU: dữ liệu được tạo ra để thử phần mềm
table-doc-foot = Từng ý kiến và trả lời có thể kiểm tra tại { $address }

desk-consultations = Lấy ý kiến dự thảo
desk-consultations-none = Đọc một tệp dự thảo vào để bắt đầu.
desk-consultation-counts = { $all } ý kiến, { $open } chưa trả lời
desk-comments-owed = Chưa trả lời
desk-comments-all = Xem tất cả ý kiến
desk-comments-open = Chỉ xem ý kiến chưa trả lời
desk-comments-none = Không có ý kiến nào trong danh sách này.

draft-new = Đọc dự thảo mới
draft-new-sentence = Sau khi đọc tệp, anh/chị xem lại từng điều, khoản trước khi công bố.
draft-file = Tệp dự thảo
draft-file-hint = DOCX (tệp tối đa 20 MB), Markdown hoặc văn bản thường (UTF-8). Phần chữ tối đa 5 MB.
draft-read = Đọc tệp
draft-imports = Đang xem lại
draft-review = Xem lại dự thảo
draft-review-sentence = Sửa những chỗ máy đọc chưa đúng. Góp ý sẽ gắn với từng điều, khoản ở đây.
draft-counts = { $chapters } chương, { $articles } điều, { $provisions } điều khoản
draft-findings = { $count ->
    [0] Không thấy chỗ nào cần xem lại
   *[other] { $count } chỗ cần xem lại
}
draft-edit = Sửa
draft-unit = Loại
draft-label = Số hoặc chữ
draft-words = Nội dung
draft-words-hint = Xuống dòng ở chỗ cần tách thành điều khoản mới.
draft-save = Lưu
draft-merge = Nối vào điều khoản trước
draft-indent = Đưa vào trong
draft-outdent = Đưa ra ngoài
draft-up = Lên
draft-down = Xuống
draft-delete = Xóa
draft-insert = Thêm đoạn phía sau
draft-inserted = Nội dung đoạn thêm
draft-renumber = Đánh số lại các điều
draft-renumber-inside = Đánh số lại bên trong
draft-drop = Bỏ tệp này
draft-announce = Công bố lấy ý kiến
draft-title = Tên dự thảo
draft-explanation = Dự thảo này về việc gì và vì sao
draft-explanation-hint = Viết cho người chưa biết gì về văn bản này.
draft-opens-hint = Để trống để nhận ý kiến ngay.
draft-announce-send = Công bố
draft-publish = Công bố phiên bản mới
draft-publish-send = Công bố phiên bản này
draft-origins = Ghi nhận nguồn gốc và xem lại
draft-origin = Là điều khoản nào của phiên bản trước
draft-is-new = Mới
draft-removed = Không còn trong phiên bản này
draft-unchanged = { $count ->
   *[other] { $count } điều khoản giữ nguyên
}
draft-next = Đọc phiên bản tiếp theo
draft-stale = Người khác vừa sửa bản này, nên bước vừa rồi chưa được lưu. Những gì anh/chị gõ vẫn còn ở dưới. Hãy so với bản đang lưu rồi gửi lại.
draft-saved-now = Bản đang lưu: { $words }
draft-typed = Chữ anh/chị đã gõ cho một điều khoản không còn nữa
draft-origins-twice = Hai điều khoản mới không thể cùng là một điều khoản cũ. Lựa chọn nguồn gốc đã trở về như máy tìm thấy.
draft-note-too-long = Ghi chú dài quá 1.000 ký tự

change-deleted = Bỏ đi
change-inserted = Thêm vào
change-retyped = Chỉ khác cách gõ

error-consultation-missing = Không tìm thấy dự thảo này
error-consultation-missing-explained = Mã hoặc điều khoản không đúng, hoặc dự thảo không còn ở địa chỉ này.
error-way-consultations = Xem các dự thảo đang lấy ý kiến

verify-row-comment = Ý kiến số

# used as: change-*

change-added = Thêm mới
change-edited = Sửa lời văn
change-moved = Chuyển chỗ
change-renumbered = Đổi số
change-same = Giữ nguyên
change-split = Tách ra
change-merged = Gộp lại
change-removed = Bỏ

# used as: consultation-state-*

consultation-state-announced = Sắp lấy ý kiến
consultation-state-open = Đang lấy ý kiến
consultation-state-ended = Đang trả lời ý kiến
consultation-state-closed = Đã kết thúc
consultation-state-cancelled = Đã hủy

# used as: draft-kind-*

draft-kind-conduct = Quy tắc ứng xử
draft-kind-decision = Quyết định, nghị quyết
draft-kind-covenant = Hương ước, quy ước
draft-kind-plan = Kế hoạch, đề án
draft-kind-law = Văn bản của Nhà nước

# used as: draft-unit-*

draft-unit-annex = Phụ lục
draft-unit-part = Phần
draft-unit-chapter = Chương
draft-unit-section = Mục
draft-unit-subsection = Tiểu mục
draft-unit-article = Điều
draft-unit-clause = Khoản
draft-unit-point = Điểm
draft-unit-paragraph = Đoạn

# used as: comment-stance-*

comment-stance-agree = Đồng ý
comment-stance-change = Đề nghị sửa
comment-stance-disagree = Không đồng ý
comment-stance-ask = Hỏi

# used as: comment-speaker-*

comment-speaker-person = Cá nhân
comment-speaker-organisation = Tổ chức
comment-speaker-on-behalf = Cá nhân, cán bộ ghi giúp

# used as: comment-channel-*

comment-channel-meeting = Tại cuộc họp
comment-channel-phone = Qua điện thoại
comment-channel-paper = Bằng văn bản giấy

# used as: comment-decision-*

comment-decision-accepted = Tiếp thu
comment-decision-partly = Tiếp thu một phần
comment-decision-not-accepted = Không tiếp thu
comment-decision-out-of-scope = Ngoài phạm vi dự thảo
comment-decision-noted = Đã trả lời, không cần sửa

# used as: comment-standing-*

comment-standing-awaiting-moderation = Đang chờ kiểm duyệt
comment-standing-public = Đã công khai
comment-standing-hidden = Đã bị ẩn
comment-standing-withdrawn = Đã rút

# used as: comment-left-out-*

comment-left-out-awaiting-moderation = (đang chờ kiểm duyệt)
comment-left-out-hidden = (đã bị ẩn)
comment-left-out-withdrawn = (đã rút)

# used as: course-reason-*

course-reason = Lý do
course-reason-demand = Nhiều người muốn góp ý
course-reason-new-version = Có phiên bản mới
course-reason-hindrance = Có trở ngại khiến người dân khó góp ý
course-reason-correction = Sửa sai sót trong thông báo
course-reason-given-up = Dừng việc xây dựng văn bản

# used as: draft-finding-*

draft-finding-jump = Thiếu số ở trước
draft-finding-double = Trùng số
draft-finding-back = Số đi lùi
draft-finding-start = Không bắt đầu từ số đầu
draft-finding-heading = Tiêu đề không có số, đã đọc là một đoạn
draft-finding-quotation = Dấu ngoặc kép mở mà không đóng
draft-finding-unseen = Đã bỏ các ký tự ẩn
draft-finding-tracked-changes = Tệp có thay đổi được theo dõi (Track Changes), đã đọc như đã chấp nhận hết
draft-finding-table = Một hàng của bảng đã thành một đoạn
draft-finding-footnote = Chú thích cuối trang không đưa vào văn bản
draft-finding-drawing = Chữ trong khung hoặc hình không đưa vào văn bản
draft-finding-hidden = Chữ ẩn không đưa vào văn bản
draft-finding-remarks = Nhận xét bên lề không đưa vào văn bản
draft-finding-contents = Mục lục không đưa vào văn bản
draft-finding-symbol = Có ký hiệu không đọc được
draft-finding-old-font = Phông chữ mã cũ (TCVN3, VNI), có thể không đọc được

# used as: draft-fault-*

draft-fault-empty = Tệp không có chữ nào
draft-fault-too-large = Tệp hoặc văn bản quá lớn. Chữ tối đa 5 MB, một điều khoản tối đa 200.000 byte
draft-fault-too-many = Văn bản có quá nhiều điều khoản (tối đa 20.000)
draft-fault-utf-16 = Tệp ở dạng UTF-16. Hãy lưu lại ở dạng UTF-8
draft-fault-encoding = Tệp không ở dạng UTF-8 (có thể là TCVN3 hoặc Windows-1258). Hãy chuyển sang Unicode, lưu dạng UTF-8
draft-fault-nul = Tệp có ký tự không phải văn bản
draft-fault-not-docx = Tệp DOCX bị hỏng hoặc không phải là DOCX
draft-fault-old-word = Đây là tệp .doc cũ hoặc có mật khẩu. Hãy mở bằng Word và lưu thành .docx không mật khẩu
draft-fault-pdf = Tệp PDF không giữ cấu trúc điều, khoản. Hãy gửi tệp DOCX gốc
draft-fault-format = Không đọc được loại tệp này. Hãy gửi DOCX, Markdown hoặc văn bản thường
draft-fault-macros = Tệp có macro nên không được nhận. Hãy lưu thành .docx không macro
draft-fault-bomb = Tệp bung ra quá lớn so với một văn bản nên không được nhận
draft-fault-xml = Bên trong tệp DOCX bị hỏng
draft-fault-xml-entities = Tệp DOCX có khai báo không an toàn nên không được nhận
draft-fault-depth = Bảng lồng trong bảng quá nhiều lớp

# used as: draft-edit-fault-*

draft-edit-fault-unknown = Điều khoản này không còn nữa
draft-edit-fault-double-identity = Hai điều khoản trùng mã, hãy thử lại
draft-edit-fault-label = Số hoặc chữ không đúng với loại này
draft-edit-fault-text = Khoản, điểm và đoạn phải có nội dung
draft-edit-fault-nesting = Loại này không đặt được ở trong điều khoản kia
draft-edit-fault-order = Đặt ở đó thì sẽ bị đọc thành một phần của điều khoản đứng trước
draft-edit-fault-split-place = Không tách được ở chỗ này
draft-edit-fault-nothing-before = Không có điều khoản nào đứng trước
draft-edit-fault-too-large = Nội dung quá dài
draft-edit-fault-too-many = Quá nhiều điều khoản

# used as: event-*

event-consultation-announced = Công bố lấy ý kiến dự thảo
event-consultation-opened = Bắt đầu nhận ý kiến
event-consultation-extended = Gia hạn nhận ý kiến
event-consultation-ended = Hết thời gian nhận ý kiến
event-consultation-version-published = Công bố phiên bản mới
event-consultation-changes-told = Nêu các điều khoản thay đổi
event-consultation-closed = Kết thúc cuộc lấy ý kiến
event-consultation-cancelled = Hủy cuộc lấy ý kiến
event-comment-made = Người dân góp ý
event-comment-shown = Công khai ý kiến
event-comment-hidden = Ẩn ý kiến
event-comment-withdrawn = Người góp ý rút ý kiến
event-comment-grouped = Nhóm các ý kiến giống nhau
event-comment-ungrouped = Tách ý kiến ra trả lời riêng
event-comment-answered = Trả lời ý kiến

# used as: refusal-*

refusal-not-the-drafter = Chỉ cơ quan soạn thảo được làm bước này
refusal-opens-before-announced = Thời điểm bắt đầu nhận ý kiến không được ở quá khứ
refusal-period-too-short = Thời gian lấy ý kiến ngắn hơn mức tối thiểu theo luật
refusal-period-not-longer = Hạn mới phải sau hạn cũ
refusal-no-such-comment = Không có ý kiến này
refusal-no-such-version = Phiên bản này không có, hoặc đã có phiên bản mới hơn
refusal-comment-gone = Ý kiến này đã rút hoặc đã bị ẩn
refusal-comment-answered = Ý kiến này đã có người trả lời. Hãy xem trả lời đó trước khi sửa
refusal-comment-grouped = Ý kiến này được trả lời chung với ý kiến khác
refusal-comment-for-moderators = Cơ quan soạn thảo chỉ công khai nguyên văn ý kiến đang chờ kiểm duyệt. Thay nội dung, hoặc công khai lại ý kiến mà người kiểm duyệt đã xử lý, là việc của người kiểm duyệt
refusal-not-groupable = Không nhóm hoặc rút được: ý kiến này hoặc ý kiến kia đã nhóm, đã có trả lời, hoặc đang có ý kiến khác nhóm vào
refusal-not-grouped = Ý kiến này không nằm trong nhóm nào
refusal-comments-unanswered = Chưa kết thúc được: còn ý kiến chưa được trả lời
refusal-changes-untold = Phiên bản mới chưa nêu hết các điều khoản thay đổi
refusal-same-text = Phiên bản mới giống hệt phiên bản trước

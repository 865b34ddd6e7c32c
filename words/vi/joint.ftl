### Phối hợp giữa nhiều cơ quan: phần việc, báo lên cấp trên, gộp phản ánh, đường dẫn cho đơn vị thi công.

state-merged = Đã gộp
event-case-part-added = Giao phần việc cho cơ quan phối hợp
event-case-part-done = Cơ quan phối hợp báo xong phần việc
event-case-part-released = Thôi chờ phần việc của cơ quan phối hợp
event-case-escalated = Quá hạn, báo lên cấp trên
event-case-merged = Gộp vào phản ánh khác
event-case-unmerged = Tách ra thành phản ánh riêng
# used as: release-*

release-not-needed = Thực tế không cần phần việc này
release-done-by-lead = Cơ quan chủ trì đã tự làm
release-taken-over = Cơ quan phối hợp khác đã làm thay
release-other-competence = Thuộc thẩm quyền của cấp hoặc cơ quan khác
release-no-answer = Cơ quan phối hợp quá hạn chưa làm, không thể chờ thêm

refusal-part-of-the-lead = Đây là cơ quan chủ trì, không thể đồng thời là cơ quan phối hợp
refusal-part-is-open = Cơ quan này đang có phần việc chưa xong
refusal-no-open-part = Không có phần việc nào đang chờ
refusal-parts-open = Còn phần việc của cơ quan phối hợp chưa xong. Hãy chờ họ báo xong, hoặc thôi chờ với lý do công khai.
refusal-not-the-next-level = Chưa đến bước báo lên cấp này
refusal-merged-into-itself = Không thể gộp một phản ánh vào chính nó
refusal-main-not-open = Chỉ gộp được vào phản ánh đang mở và đang hiện công khai
refusal-main-is-younger = Chỉ gộp phản ánh gửi sau vào phản ánh gửi trước, để hạn đã hứa không bị mất
refusal-main-of-another = Phản ánh kia do cơ quan khác chủ trì: chỉ điều phối mới gộp được
refusal-main-unlike = Hai phản ánh khác lĩnh vực hoặc khác phường, xã: chỉ điều phối mới gộp được
refusal-has-followers = Đã có phản ánh khác gộp vào phản ánh này. Hãy tách ra trước.
refusal-sample-with-real = Không gộp dữ liệu mẫu với phản ánh thật

## Trên trang công khai và bàn làm việc

joint-title = Phối hợp
joint-parts = Cơ quan phối hợp
joint-part-of = Phần việc của
joint-released = Thôi chờ:
joint-leads-now = nay là cơ quan chủ trì
joint-part-given = { $agency }, hạn { $time }
joint-part-released = { $agency }: { $reason }
joint-risen = Quá hạn: đã báo lên { $agency } lúc { $time }
joint-risen-to = Báo lên { $agency }
joint-late-part = Phần việc của { $agency } quá hạn
joint-risen-explained = Hệ thống tự báo lên người đứng đầu cơ quan, rồi cấp trên trực tiếp, khi một bước bị quá hạn.
joint-escalations = Số lần báo lên cấp trên vì quá hạn: { $count }
joint-extensions = Số lần gia hạn: { $count }
joint-merged = Phản ánh này đã được gộp
joint-merged-explained = Mọi lời và mọi người đã gửi đều được giữ. Việc xử lý và xác nhận tiếp tục ở phản ánh
joint-now-in = Xử lý chung với { $code }
joint-followers = Các phản ánh được gộp vào đây:
joint-merged-into = Gộp vào
joint-my-merged = Phản ánh của bạn được xử lý chung với một phản ánh cùng việc
joint-my-merged-explained = Lời bạn gửi vẫn được giữ nguyên. Dưới đây là diễn biến chung; khi cơ quan báo đã xong, bạn vẫn được hỏi. Phản ánh chung:

## Biểu mẫu ở bàn làm việc

joint-wish = { $name } xin gia hạn đến { $time }. Lý do: { $reason }
joint-owing = Chưa báo xong được: còn chờ phần việc của
joint-add-hint = Cơ quan phối hợp có hạn riêng và tự báo xong. Chưa xong phần này thì chưa báo xong cả phản ánh được.
joint-add-agency = Cơ quan phối hợp
joint-add-words = Cần họ làm gì
joint-add-promise = Hạn của phần việc, nếu giao bây giờ:
joint-release-hint = Lý do được công khai trên trang của phản ánh.
joint-release-part = Thôi chờ phần việc của
joint-refuse-words = Vì sao không gia hạn
joint-private-words = Chỉ cán bộ đọc. Không công khai.
joint-ask-hint = Người đứng đầu cơ quan hoặc cấp trên sẽ duyệt. Hạn ban đầu vẫn được giữ công khai.
joint-merge-hint = Mọi người đã gửi vẫn theo dõi và được hỏi «Đã xong hay chưa xong» ở phản ánh chung. Có thể tách ra sau.
joint-merge-into = Gộp vào phản ánh
joint-merge-into-hint = Mã của phản ánh gửi trước về cùng việc
joint-merge-words = Giải thích cho người dân
joint-into-unknown = Mã này không đúng mẫu { $prefix }-7K3M9Q.
joint-unmerge-hint = Phản ánh trở lại trạng thái trước khi gộp. Hạn vẫn chạy trong thời gian gộp.
joint-drafts = Ảnh do đơn vị thi công gửi
joint-drafts-hint = Chọn ảnh làm minh chứng. Ảnh không chọn sẽ không công khai.
joint-draft-take = Dùng ảnh này
joint-link-form-hint = Ai có đường dẫn đều xem được những gì đã công khai của phản ánh và lời dặn dưới đây, gửi ảnh và báo đã làm xong. Phần chưa công khai và liên hệ của người dân thì không. Có thể thu hồi bất cứ lúc nào.
joint-link-brief = Lời dặn cho đơn vị thi công
joint-link-brief-hint = Làm gì, ở đâu. Chỉ người có đường dẫn đọc; đừng ghi tên hay số điện thoại của người dân.
joint-link-label = Giao cho đơn vị nào
joint-link-days = Số ngày có hiệu lực
joint-link-days-hint = Từ 1 đến 90 ngày
joint-link-days-wrong = Số ngày có hiệu lực: chỉ nhận từ 1 đến { $most } ngày
joint-link-title = Đường dẫn cho đơn vị thi công
joint-link-sentence = Chỉ hiện một lần ở đây. Hãy gửi cho đúng người; mất thì thu hồi và tạo đường dẫn khác.
joint-link-hint = Mở bằng điện thoại, không cần tài khoản
joint-links = Đường dẫn cho đơn vị thi công
joint-link-by = người tạo:
joint-link-until = Có hiệu lực đến
joint-link-opened = mở lần cuối
joint-link-done = đã báo làm xong
joint-link-revoke = Thu hồi
joint-link-revoked = Đã thu hồi
joint-link-expired = Đã hết hạn
# used as: desk-step-*

desk-step-finish-part = Báo xong phần việc
desk-step-ask-extension = Xin gia hạn
desk-step-refuse-extension = Không gia hạn
desk-step-add-part = Thêm cơ quan phối hợp
desk-step-release-part = Thôi chờ phần việc
desk-step-merge = Gộp
desk-step-unmerge = Tách ra
desk-step-work-link = Đường dẫn cho đơn vị thi công
# used as: desk-button-*

desk-button-finish-part = Báo xong phần việc
desk-button-ask-extension = Gửi người duyệt
desk-button-refuse-extension = Không gia hạn
desk-button-add-part = Giao phần việc
desk-button-release-part = Thôi chờ
desk-button-merge = Gộp
desk-button-unmerge = Tách ra
desk-button-work-link = Tạo đường dẫn
# used as: desk-done-*

desk-done-finish-part = Đã báo xong phần việc
desk-done-ask-extension = Đã gửi xin gia hạn; chờ người có thẩm quyền duyệt
desk-done-refuse-extension = Đã trả lời không gia hạn
desk-done-add-part = Đã giao phần việc; cơ quan phối hợp thấy ở việc cần làm
desk-done-release-part = Đã thôi chờ; lý do được công khai
desk-done-merge = Đã gộp; mọi người đã gửi được hỏi ở phản ánh chung
desk-done-unmerge = Đã tách ra
desk-done-work-link = Đã tạo đường dẫn
desk-done-revoke-link = Đã thu hồi đường dẫn

## Trang của đơn vị thi công

work-title = Việc được giao
work-for = { $agency } giao cho { $label }.
work-until = Đường dẫn có hiệu lực đến
work-job = Việc cần làm
work-held = Lời và ảnh của người phản ánh chưa công khai, nên không hiện ở đây. Cần biết thêm thì hỏi cơ quan giao việc.
work-sent = Ảnh đã gửi
work-sent-hint = Cơ quan giao việc thấy các ảnh này và chọn ảnh làm minh chứng.
work-send = Gửi kết quả
work-before = Ảnh trước khi làm
work-after = Ảnh sau khi làm
work-photos-hint = Mỗi lần tối đa 3 ảnh JPEG, PNG hoặc WebP
work-words = Lời nhắn cho cơ quan giao việc
work-words-hint = Chỉ cán bộ đọc. Không công khai.
work-say-done = Đã làm xong việc này
work-submit = Gửi
work-nothing = Chưa có gì để gửi: hãy chọn ảnh, viết lời nhắn hoặc đánh dấu đã làm xong.
work-done = Đã báo làm xong lúc
work-done-explained = Cơ quan giao việc sẽ kiểm tra rồi báo kết quả cho người dân. Vẫn có thể gửi thêm ảnh.
work-closed = Đường dẫn này không còn mở được việc
work-revoked = Cơ quan giao việc đã thu hồi đường dẫn.
work-expired = Đường dẫn đã hết hạn.
work-over = Việc này đã kết thúc hoặc đã giao cho nơi khác.
work-ask-agency = Nếu vẫn cần, hãy hỏi { $agency } và nói mã { $code }. Những gì đã gửi đều được giữ.

joint-inbox = Phối hợp và báo lên
# used as: joint-kind-*

joint-kind-part = Phần việc phối hợp
joint-kind-risen = Báo lên vì quá hạn
joint-kind-risen-part = Phần việc quá hạn, báo lên anh/chị
joint-kind-wish = Xin gia hạn

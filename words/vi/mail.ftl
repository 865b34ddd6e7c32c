### Thư điện tử và đăng ký nhận tin.

mail-greeting = Chào bạn,
mail-subject-case = { $code }: { $what }
mail-subject-cases = { $count } phản ánh của bạn có tin mới
mail-subject-all = { $count } việc bạn đã gửi có tin mới
mail-subject-alert = { $heading }: { $what }
mail-subject-alerts = { $count } phản ánh bạn theo dõi có tin mới
mail-received = Đã nhận phản ánh của bạn
mail-received-agency = { $agency } phải tiếp nhận trước { $time }.
mail-joined = Đã ghi nhận bạn cũng gặp việc này
mail-shown = Nội dung đã được kiểm duyệt và công khai
mail-question-hidden = Câu hỏi của bạn không được công khai
mail-question-merged = Câu hỏi của bạn được gộp vào câu hỏi số { $number }
mail-question-unmerged = Câu hỏi của bạn lại đứng riêng
mail-session-changed = Hội nghị chuyển sang { $time }
mail-session-cancelled = Hội nghị bị huỷ
mail-new-case = Phản ánh mới
mail-hidden-title = Phản ánh của bạn
mail-hidden = Phản ánh này hiện không công khai. Có tin mới: hãy xem ở trang riêng của bạn.
mail-call-answer = Việc đã xong chưa? Hãy bấm “Đã xong” hoặc “Chưa xong” ở trang riêng của bạn trước { $time }.
mail-call-reply = Cơ quan đang chờ bạn trả lời. Hãy trả lời ở trang riêng của bạn.
mail-call-judge = Câu trả lời có đúng điều bạn hỏi không? Hãy cho biết ở trang riêng của bạn.
mail-link-hint = Trang riêng mở bằng đường liên kết riêng trên biên nhận, hoặc trong thư “Đường liên kết riêng” nếu bạn đã tự gửi cho mình. Chúng tôi không lưu đường liên kết ấy, nên thư này không chứa nó được.
mail-link-hint-question = Trang riêng mở bằng đường liên kết riêng bạn nhận được khi đặt câu hỏi hoặc cùng hỏi. Chúng tôi không lưu đường liên kết ấy, nên thư này không chứa nó được.
mail-open = Xem trang công khai
mail-why-cases = Bạn nhận thư này vì đã để lại địa chỉ khi gửi hoặc cùng phản ánh.
mail-why-questions = Bạn nhận thư này vì đã để lại địa chỉ khi đặt câu hỏi, cùng hỏi hoặc gửi phản ánh.
mail-why-alerts = Bạn nhận thư này vì đã đăng ký nhận tin.
mail-choices = Đổi hoặc dừng nhận thư
mail-by-machine = Thư do máy gửi. Xin đừng trả lời thư này.

alerts-title = Nhận tin qua thư điện tử
alerts-description = Nhận thư khi có phản ánh mới, khi cơ quan báo xong và khi người dân xác nhận, ở nơi hoặc lĩnh vực bạn chọn.
alerts-sentence = Bạn nhận một thư khi có phản ánh mới, khi cơ quan tiếp nhận hoặc báo xong, và khi người dân xác nhận hay báo chưa xong. Nhiều tin gần nhau gộp làm một thư.
alerts-case-sentence = Bạn nhận một thư khi phản ánh này có tin mới. Nhiều tin gần nhau gộp làm một thư.
alerts-of-consultation = Cuộc lấy ý kiến { $code }
alerts-consultation-sentence = Bạn nhận một thư ba ngày trước khi hết hạn góp ý, và một thư nếu thời hạn được kéo dài.
alerts-of-case = Phản ánh { $code }
alerts-of-circle = trong vòng { $metres } m quanh nơi bạn chọn
alerts-near = Trong vòng bao xa quanh nơi của phản ánh { $code }?
alerts-metres = { $metres } m
alerts-radius = Bán kính
alerts-around = Hoặc quanh vị trí của tôi
alerts-radius-hint = Chỉ dùng khi bạn lấy vị trí của thiết bị; khi ấy không cần chọn phường, xã.
alerts-email = Địa chỉ thư điện tử
alerts-email-hint = Chỉ dùng để gửi tin này, không bao giờ công khai, và được xoá khi bạn dừng nhận tin.
alerts-button = Đăng ký
alerts-feeds = Không muốn để lại địa chỉ? Đọc bằng trình đọc tin:
alerts-no-mail = Thành phố này chưa gửi thư. Bạn có thể theo dõi bằng trình đọc tin:
alerts-link-case = Nhận tin về phản ánh này qua thư
alerts-link-near = Nhận tin quanh đây
alerts-link-list = Nhận tin qua thư
alerts-fault-all = Hãy chọn lĩnh vực, phường xã, hoặc một vị trí
alerts-fault-near = Nơi của phản ánh này không hiện chính xác; hãy chọn phường, xã
alerts-fault-email-marks = Phần trước @ của địa chỉ chỉ được có chữ không dấu
alerts-fault-email-long = Địa chỉ này dài hơn mức thư điện tử cho phép
alerts-sent-title = Hãy xem hộp thư của bạn
alerts-sent-sentence = Chúng tôi đã gửi một thư đến địa chỉ ấy. Mở đường dẫn trong thư để bắt đầu nhận tin; nếu không mở, địa chỉ được xoá sau ba ngày. Nếu địa chỉ ấy đã đăng ký tin này rồi thì không có thư mới.
alerts-confirm-title = Nhận tin qua thư
alerts-confirm-sentence = Bạn muốn nhận tin về: { $wish }?
alerts-confirm-button = Vâng, gửi tin cho tôi
alerts-mail-subject = Xác nhận đăng ký nhận tin
alerts-mail-why = Bạn nhận thư này vì ai đó, chắc là bạn, đã nhập địa chỉ này để nhận tin.
alerts-mail-sentence = Bạn muốn nhận tin về: { $wish }. Hãy mở trang dưới đây để xác nhận.
alerts-mail-button = Xác nhận
alerts-mail-after = Nếu không phải bạn, hãy bỏ qua thư này: không có gì được gửi thêm, và địa chỉ của bạn được xoá sau ba ngày.

mail-choices-title = Thư gửi đến bạn
mail-choices-sentence = Trang này chỉ mở bằng đường dẫn trong thư gửi đến bạn.
mail-choices-cases = Tin về phản ánh và câu hỏi của bạn
mail-choices-cases-on = Bạn đang nhận thư khi phản ánh, câu hỏi hay góp ý bạn đã gửi hoặc cùng gửi có tin mới.
mail-choices-cases-off = Bạn không nhận thư về phản ánh, câu hỏi và góp ý của mình.
mail-choices-end-cases = Dừng các thư này
mail-choices-resume-cases = Nhận lại
mail-choices-weekly = Thư hằng tuần
mail-choices-weekly-on = Bạn đang nhận trang điều hành qua thư vào mỗi sáng thứ Hai.
mail-choices-weekly-off = Bạn không nhận thư hằng tuần.
mail-choices-alerts = Tin đã đăng ký
mail-choices-no-alerts = Bạn không đăng ký tin nào.
mail-choices-end = Dừng
mail-choices-end-alerts = Dừng tất cả
mail-choices-new = Đăng ký tin khác
mail-done-confirmed = Đã đăng ký. Bạn sẽ nhận thư khi có tin mới.
mail-done-ended = Đã dừng
mail-done-resumed = Bạn lại nhận thư về phản ánh, câu hỏi và góp ý của mình.
mail-done-resumed-weekly = Bạn lại nhận thư hằng tuần, từ thứ Hai tới.
mail-stopped-sentence = Bạn sẽ không nhận thêm thư loại này.

my-mail = Thư báo tin
my-mail-on = Khi phản ánh có tin mới, chúng tôi gửi thư đến { $address }.
my-mail-off = Không gửi thư nào đến { $address }.
my-mail-stopped = Không gửi thư đến { $address } được: người nhận đã dừng nhận thư, hoặc địa chỉ không hoạt động.
my-mail-end = Đừng gửi thư nữa
my-mail-begin = Gửi thư cho tôi
my-mail-link-sentence = Thư báo tin không chứa đường liên kết riêng của bạn, vì chúng tôi không lưu nó. Bạn có thể tự gửi nó vào hộp thư của mình; ai đọc được hộp thư ấy cũng thay mặt bạn trả lời được.
my-mail-link = Gửi đường liên kết riêng vào hộp thư của tôi
my-mail-link-subject = Đường liên kết riêng của phản ánh { $code }
my-mail-link-body = Đây là đường liên kết riêng của bạn đến phản ánh { $code }. Hãy giữ thư này.
my-mail-link-why = Bạn nhận thư này vì ai đó có đường liên kết riêng vừa bấm gửi nó đến địa chỉ đã để lại.
my-mail-said-on = Đã bật thư báo tin
my-mail-said-off = Đã tắt thư báo tin
my-mail-said-sent = Đã gửi. Hãy xem hộp thư của bạn.
my-mail-said-later = Chưa gửi được. Hãy thử lại sau vài phút.
my-mail-said-refused = Máy chủ thư từ chối địa chỉ này.

mail-trial-subject = Thư thử của Dân Tin
mail-trial-sentence = Thư này cho thấy máy chủ gửi được thư. Nếu bạn đọc được nó thì mọi việc ổn.
mail-trial-why = Bạn nhận thư này vì người vận hành máy chủ vừa gửi thử.

desk-nav-mails = Thư đã gửi
desk-mails-sentence = Thư nào đã gửi cho ai, khi nào, về phản ánh hay hội nghị nào. Nội dung thư không được giữ lại.
desk-mails-off = Máy chủ chưa gửi thư
desk-mails-off-explained = Người vận hành chưa đặt máy chủ thư.
desk-mails-case = Mã phản ánh hoặc hội nghị
desk-mails-none = Không có thư nào
desk-mails-none-sentence = Khi có thư được gửi, nó hiện ở đây.
desk-mails-at = Lúc
desk-mails-to = Gửi đến
desk-mails-list = Loại
desk-mails-cases = Phản ánh, hội nghị
desk-mails-state = Tình trạng
desk-mails-erased = (đã xoá)
# used as: mail-list-*
mail-list-cases = tin về việc mình đã gửi
mail-list-alerts = tin đã đăng ký
mail-list-weekly = thư hằng tuần
mail-list-confirm = xác nhận đăng ký
mail-list-link = đường liên kết riêng
mail-list-trial = thư thử
# used as: mail-state-*
mail-state-waiting = đang chờ gửi
mail-state-sent = đã gửi
mail-state-refused = địa chỉ bị từ chối
mail-state-failed = không gửi được
mail-state-bounced = bị trả lại
mail-state-withdrawn = không gửi nữa

desk-look = Xem thư trước khi gửi
desk-look-title = Thư người dân sẽ nhận
desk-look-readers = { $count ->
    [0] Chưa ai để lại địa chỉ thư với phản ánh này: không có thư nào được gửi, người dân xem ở trang phản ánh. Bước này chưa được thực hiện.
   *[other] Thư sẽ gửi đến { $count } người. Bước này chưa được thực hiện.
}
desk-look-nothing = Bước này không được báo qua thư.

report-contact-hint-mail = Chỉ cơ quan giải quyết thấy, không bao giờ công khai. Nếu bạn để lại thư điện tử, chúng tôi gửi thư khi phản ánh có tin mới; bạn dừng được bất cứ lúc nào. Đường liên kết riêng nhận được sau khi gửi vẫn là cách theo dõi chắc chắn nhất.
question-contact-hint-mail = Chỉ cơ quan chủ trì thấy, không bao giờ công khai. Nếu bạn để lại thư điện tử, chúng tôi gửi thư khi câu hỏi được công khai, gộp, trả lời hoặc hẹn, và khi việc đã hứa có kết quả; bạn dừng được bất cứ lúc nào. Hãy giữ đường liên kết riêng nhận được sau khi gửi: chỉ nó mở trang để bạn nói câu trả lời có đúng điều bạn hỏi không.

### Gửi phản ánh: bốn bước, các kênh khác, cùng gặp.

## What

report-step-what = Việc gì
report-step-place = Ảnh và nơi xảy ra
report-step-words = Nội dung
report-step-check = Kiểm tra, gửi
report-what-title = Bạn muốn báo việc gì?
report-what-sentence = Bốn bước ngắn, không cần tài khoản. Trước khi gửi, bạn sẽ thấy cơ quan nào phải xử lý và trong bao lâu.
report-danger = Đang nguy hiểm đến tính mạng?
report-danger-call = Gọi 113, 114 hoặc 115 ngay, đừng gửi ở đây.
report-danger-over = Không còn nguy hiểm, quay lại gửi phản ánh
report-channels = Việc của bạn thuộc loại nào?
report-channel-problem = Tôi thấy một vấn đề cần xử lý
report-channel-proposal = Tôi có một đề xuất
report-channel-complaint = Một quyết định xâm phạm quyền lợi của tôi
report-channel-denunciation = Có người vi phạm pháp luật
report-search = Tìm nhanh
report-search-hint = Ví dụ: ổ gà, rác, đèn đường, tiếng ồn
report-search-button = Tìm
report-search-none = Không thấy loại việc nào khớp với «{ $query }». Hãy chọn trong danh sách dưới đây; nếu không có loại phù hợp, chọn «Việc khác».
report-or-choose = Hoặc chọn trong danh sách:
report-category = Chọn loại việc
report-finer = Cụ thể là (không bắt buộc)

## Place

report-place-title = Ảnh và nơi xảy ra
report-photos = Ảnh (tối đa 3)
report-photos-hint = Ảnh giúp xử lý nhanh hơn. Vị trí và thông tin máy trong ảnh được xóa trước khi công khai. Nên tránh chụp rõ mặt người và biển số xe.
report-photo-number = Ảnh { $count }
report-where = Việc xảy ra ở đâu?
report-where-hint = Chỉ cần một cách: dùng vị trí của máy, tìm theo tên, chỉ trên bản đồ, hoặc chọn phường, xã.
report-locate = Dùng vị trí của tôi
report-locating = Đang tìm vị trí, chờ vài giây…
report-located = Đã có vị trí, sai số khoảng # m. Phường, xã sẽ theo vị trí này.
report-located-coarse = Vị trí của máy sai số khoảng # m nên chỉ dùng để biết phường, xã. Hãy ghi thêm địa chỉ.
report-located-denied = Máy không cho biết vị trí. Hãy tìm theo tên hoặc chọn phường, xã ở dưới.
report-position-known = Vị trí đã chọn nằm ở { $area }.
report-position-approximate = Vị trí đã chọn gần { $area } nhất (gần đúng). Nếu chưa đúng, hãy chọn lại phường, xã ở dưới.
report-position-unclear = Vị trí đã gửi không dùng được. Hãy bỏ vị trí này rồi chọn lại, hoặc chọn phường, xã ở dưới.
report-pin-open = Chỉ trên bản đồ
report-pin-label = Bản đồ để chỉ nơi xảy ra
report-pin-hint = Chạm vào nơi xảy ra. Chạm lại hoặc di chuyển bản đồ nếu chưa đúng chỗ; đúng rồi thì bấm «Tiếp tục» ở cuối trang.
report-pin-move = Di chuyển và phóng bản đồ
report-pinned = Đã đánh dấu trên bản đồ. Phường, xã sẽ theo dấu này.
report-position-clear = Bỏ vị trí này
report-address = Địa chỉ hoặc cách tìm đến
report-address-hint = Số nhà, ngõ, phố, địa danh; tên phường, quận cũ cũng được. Bấm «Tìm» để tìm phường, xã theo tên.
report-find = Tìm
report-matches = Có phải một trong những nơi này? Bấm để chọn phường, xã.
report-matches-none = Không tìm thấy tên này. Hãy chọn phường, xã ở dưới.
report-area = Phường, xã
report-area-hint = Để trống nếu đã dùng vị trí của máy hoặc đã chỉ trên bản đồ.
report-area-choose = Chọn phường, xã
report-draft-saved = Bản nháp được giữ trên máy này.
report-draft-discard = Xóa bản nháp
report-draft-offline = Chưa có mạng. Bản nháp được giữ trên máy này và sẽ gửi tiếp khi có mạng.

## Duplicates

report-similar-title = Có phải việc này đã được báo?
report-similar-sentence = Gần đó đã có phản ánh cùng loại. Nếu đúng là việc ấy, bấm «Tôi cũng gặp»: cơ quan sẽ biết có thêm người cần, và bạn theo dõi được như người gửi.
report-similar-distance = cách khoảng { $distance }
report-another = Việc của tôi là việc khác
report-joined = { $count } người cũng gặp
report-waiting-title = Có một phản ánh gần đây đang chờ kiểm duyệt
report-waiting-sentence = Một phản ánh cùng loại, ở quanh đây (gửi { $ago }), đang chờ người kiểm duyệt xem. Vì chưa được xem nên chưa cho ai đọc lời, ảnh và vị trí. Nếu bạn tin đó là cùng một việc, bạn có thể được tính thêm vào phản ánh đó; nếu không chắc, hãy gửi phản ánh của bạn: hai phản ánh trùng nhau sẽ được gộp lại sau.
report-waiting-button = Tôi tin là cùng việc này
report-waiting-join = Bạn được tính thêm vào phản ánh đang chờ kiểm duyệt và nhận đường liên kết riêng để theo dõi và xác nhận kết quả. Lời và ảnh bạn đã chuẩn bị không được gửi kèm: nếu muốn gửi những thứ ấy, hãy chọn «Việc của tôi là việc khác».

## The same form, sent with other words

report-again-title = Phản ánh này đã được gửi rồi
report-again-sentence = Phản ánh { $code } đã được ghi nhận từ lần gửi trước. Lần này có chỗ khác với lần trước, và phần khác đó không được ghi vào. Những gì bạn gõ vẫn còn ở dưới.
report-again-own = Mở trang riêng của phản ánh đã gửi
report-again-typed = Những gì bạn vừa gõ
report-again-add = Làm sao để bổ sung?
report-again-reply = Khi cơ quan hỏi thêm, bạn trả lời được ngay ở trang riêng: hãy giữ lại phần muốn bổ sung.
report-again-withdraw = Nếu lần trước gửi nhầm, hãy rút phản ánh đó ở trang riêng rồi gửi lại bằng nút dưới đây.
report-again-new = Nếu phần bổ sung quan trọng, hãy gửi những gì vừa gõ thành một phản ánh mới; cơ quan sẽ gộp hai phản ánh với nhau.
report-again-send = Gửi những gì vừa gõ thành phản ánh mới

## Words

report-words-title = Kể lại sự việc
report-text = Nội dung
report-text-hint = Điều gì đang xảy ra, từ khi nào, ảnh hưởng ra sao? Ít nhất { $count } ký tự.
report-text-hint-photo = Điều gì đang xảy ra, từ khi nào? Đã có ảnh nên có thể viết ngắn.
report-text-privacy = Đừng ghi tên, số điện thoại hay số giấy tờ của ai trong phần này. Người kiểm duyệt đọc trước khi nội dung hiện công khai.
report-contact = Cách liên hệ với bạn
report-contact-hint = Không bao giờ công khai. Chỉ cơ quan xử lý, bộ phận điều phối và cán bộ bảo vệ dữ liệu của thành phố xem được. Hệ thống này chưa gửi thư hay tin nhắn: bạn theo dõi bằng đường liên kết riêng nhận được sau khi gửi.
report-name = Họ tên
report-phone = Điện thoại
report-email = Thư điện tử

## Check

report-check-title = Kiểm tra rồi gửi
report-promise = Ai xử lý, trong bao lâu
report-agency = Cơ quan xử lý:
report-receive-by = Phải tiếp nhận trước
report-resolve-within = Sau khi tiếp nhận, xử lý xong trong
report-urgent = Loại việc này được coi là khẩn cấp.
report-kind-problem = Phản ánh
report-kind-proposal = Kiến nghị, đề xuất
report-row-kind = Loại
report-row-what = Việc
report-row-area = Phường, xã
report-row-address = Địa chỉ
report-row-position = Vị trí
report-row-text = Nội dung
report-row-contact = Liên hệ
report-row-photos = Ảnh
report-no-contact = Không để lại
report-area-approximate = { $area } (gần đúng)
report-accuse-title = Nội dung có vẻ nêu tên một người và cho rằng người đó vi phạm
report-accuse = Bạn vẫn gửi được, nhưng người kiểm duyệt sẽ giữ lại và có thể lược tên trước khi công khai. Nếu muốn tố cáo, pháp luật có trình tự riêng bảo vệ bạn:
report-accuse-link = tố cáo gửi ở đâu
report-public = Công khai ngay: loại việc, phường hoặc xã, trạng thái và thời gian. Nội dung, ảnh và vị trí chỉ hiện sau khi được kiểm duyệt. Tên và cách liên hệ không bao giờ công khai.
report-public-coarse = Với loại việc này, vị trí công khai chỉ đến phường, xã.
report-public-anonymous = Bạn gửi mà không để lại liên hệ: hãy giữ đường liên kết riêng nhận được sau khi gửi, đó là cách duy nhất để theo dõi và trả lời.
report-send = Gửi phản ánh

## Faults

report-fault-category = Hãy chọn một loại việc
report-fault-category-gone = Loại việc này không còn trong danh sách của thành phố. Hãy chọn lại; những gì bạn đã điền vẫn còn.
report-fault-position = Không đọc được vị trí đã gửi. Hãy bỏ vị trí này hoặc chọn phường, xã.
report-fault-outside = Vị trí này nằm ngoài { $city }. Hãy bỏ vị trí này rồi chọn lại nơi xảy ra.
report-fault-pin-ward = Hãy chọn phường, xã trước, rồi bấm «Chỉ trên bản đồ»
report-fault-area = Hãy chọn phường, xã nơi xảy ra, hoặc dùng vị trí của máy
report-fault-far = Điểm trên bản đồ cách xa { $area }. Hãy chọn lại phường, xã hoặc điểm trên bản đồ
report-fault-area-gone = Phường, xã này không có trong danh sách của thành phố. Hãy chọn lại.
report-fault-short = Nội dung còn ngắn: viết thêm ít nhất { $count } ký tự, hoặc quay lại thêm một ảnh
report-fault-phone = Số điện thoại có từ 8 đến 15 chữ số, ví dụ 0912 345 678
report-fault-email = Địa chỉ thư có dạng ten@example.vn
photo-fault = { $name }: { $reason }
photo-fault-heic = Hệ thống chưa nhận ảnh dạng HEIC. Trên iPhone: Cài đặt, Camera, Định dạng, chọn «Tương thích nhất»; hoặc chụp màn hình bức ảnh rồi gửi.
photo-fault-not-an-image = Tệp này không phải là ảnh. Hãy chọn ảnh JPEG, PNG hoặc WebP.
photo-fault-format = Hệ thống chưa nhận ảnh dạng { $format }. Hãy chọn ảnh JPEG, PNG hoặc WebP.
photo-fault-pixels = Ảnh quá lớn, tối đa { $count } triệu điểm ảnh. Hãy thu nhỏ ảnh rồi gửi lại.
photo-fault-bytes = Tệp ảnh quá nặng, tối đa { $count } MB. Hãy thu nhỏ ảnh rồi gửi lại.
photo-fault-heavy = Ảnh này quá nặng để xử lý. Hãy thu nhỏ ảnh rồi gửi lại.
photo-fault-truncated = Tệp ảnh bị thiếu phần cuối, có thể do chưa tải xong. Hãy chọn lại ảnh.
photo-fault-damaged = Tệp ảnh bị hỏng, không mở được. Hãy chọn ảnh khác.
photo-fault-animated = Hệ thống không nhận ảnh động. Hãy chọn ảnh tĩnh.
photo-fault-gone = Có ảnh đã chờ quá một ngày nên bị xóa. Hãy chọn lại ảnh; những gì khác bạn đã điền vẫn còn.
error-photo-hash = Ảnh nhận được không khớp với mã của nó. Hãy gửi lại.
error-unreadable-form = Không đọc được nội dung gửi lên. Hãy quay lại trang trước và gửi lại.

## Formal complaints and denunciations

channel-not-here = Không gửi qua hệ thống này
channel-authority = Gửi đến ai
channel-needs = Cần có những gì
channel-protection = Bạn được bảo vệ thế nào
channel-terms = Thời hạn theo pháp luật
channel-law = Căn cứ:
channel-letter = Mẫu đơn để in
channel-letter-hint = Những gì bạn gõ ở đây chỉ nằm trên máy này và mất khi đóng trang. Trang này không gửi gì đi.
channel-letter-to = Kính gửi
channel-letter-from = Tôi là (họ tên, địa chỉ, cách liên hệ)
channel-letter-person = Người bị tố cáo (họ tên, chức vụ, nơi công tác)
channel-letter-decision = Quyết định hoặc việc làm bị khiếu nại, của cơ quan nào
channel-letter-text = Nội dung, lý do, chứng cứ kèm theo
channel-letter-asks = Tôi đề nghị
channel-print = In đơn
channel-print-hint = Nếu không thấy nút in, dùng lệnh in của trình duyệt. Ký tên sau khi in.

## Joining

join-title = Tôi cũng gặp việc này
join-sentence = Bạn được tính thêm vào phản ánh này, nhận đường liên kết riêng để theo dõi và trả lời việc đã xong hay chưa.
join-button = Tôi cũng gặp

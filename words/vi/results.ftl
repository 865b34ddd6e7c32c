### Lời của trang kết quả: tên, định nghĩa và cách tính của từng số liệu.

results-title = Kết quả
results-lead = Đếm bằng lời xác nhận của người dân và bên giám sát, không phải bằng báo cáo của cơ quan.
results-description = Số liệu xử lý phản ánh theo cơ quan, phường xã, lĩnh vực và tháng, có tử số và mẫu số.
results-gallery = Kết quả đã được xác nhận, trước và sau
results-gallery-explained = Những phản ánh gần đây mà người dân hoặc đơn vị giám sát đã xác nhận là xong, và có ảnh công khai của cả hai thời điểm. Không ai chọn ảnh.
results-gallery-all = Mọi phản ánh đã được xác nhận
results-period = Phản ánh gửi trong
results-show = Xem
results-all-time = Từ trước đến nay
results-city = { $city } · { $period }
results-months = Theo tháng
results-months-message = Số phản ánh gửi mỗi tháng
results-months-measure = 12 tháng gần nhất, phản ánh xử lý tại đây.
results-map = Tỷ lệ được người dân, giám sát xác nhận, theo phường, xã
results-compare = So sánh
results-empty = Chưa có phản ánh nào trong thời gian này
results-empty-explained = Hãy chọn một tháng khác.
results-ranked = Xếp theo tỷ lệ được xác nhận; { $count } nơi đủ số vụ để so sánh
results-nothing-ranked = Chưa nơi nào đủ số vụ để so sánh
results-measure = Số vụ được người dân hoặc bên giám sát xác nhận đã xong, trên số vụ cơ quan báo đã xong · { $period }
results-caption = Số liệu từng nơi · { $period }
results-minimum = Dưới { $count } vụ thì chỉ ghi phân số và không xếp thứ tự.
results-none-of-them = Chưa rõ
results-matters = Đối thoại, góp ý dự thảo và giám sát
results-matters-explained = Tính vào tháng mà câu hỏi được đặt ra, lời hứa được nói, góp ý hoặc kiến nghị được gửi. Câu hỏi và góp ý bị ẩn vẫn được đếm; câu hỏi, góp ý mà chính người gửi đã rút thì không.
results-matters-caption = Đối thoại, góp ý dự thảo và giám sát theo cơ quan · { $period }
results-matters-minimum = Cơ quan xếp theo tên. Dưới { $count } câu hỏi, lời hứa, góp ý hoặc kiến nghị thì chỉ ghi phân số.
results-imported = Nhập từ hệ thống khác
results-imported-explained = Những vụ này được xử lý ở hệ thống khác. Không ai xác nhận chúng tại đây, nên chúng đứng riêng và không lẫn vào các số liệu trên.
results-method = Cách tính
results-method-rows = Mỗi số liệu dẫn đến những phản ánh đứng sau nó. Thời gian là trung vị (một nửa số vụ nhanh hơn, một nửa chậm hơn), không phải trung bình.
results-method-confirmed = «Đã xác nhận xong» chỉ tính khi người gửi, người cùng gặp hoặc giám sát viên nói đã xong. Im lặng không phải là đồng ý: hết hạn xác nhận mà không ai trả lời thì tính riêng.
results-method-hidden = Phản ánh bị ẩn vẫn được đếm, vì ẩn đi không được làm số liệu đẹp hơn; trong danh sách thì không thấy, nên danh sách có thể ít hơn tử số.
results-counted = Số liệu này được đếm lúc { $time } từ { $entries } mục đầu của nhật ký công khai và được ghi ngay vào mục kế tiếp, nên không ai sửa lại được về sau. Việc xảy ra sau đó nằm trong lần công bố tiếp theo.
results-again = Ai cũng có thể đếm lại bằng lệnh dantin verify. Các tệp để đối chiếu:
results-definitions = Định nghĩa của từng số liệu
figure-of = { $numerator } trên { $denominator }
figure-length = { $length } ({ $cases } vụ)
figure-nothing-yet = chưa có
figure-none-yet = Chưa có vụ nào để đếm

# used as: results-by-*

results-by-agency = Theo cơ quan
results-by-area = Theo phường, xã
results-by-category = Theo lĩnh vực
# used as: results-head-*

results-head-agency = Cơ quan
results-head-area = Phường, xã
results-head-category = Lĩnh vực

# used as: results-subject-*

results-subject-question = Câu hỏi tại hội nghị đối thoại
results-subject-commitment = Lời hứa tại hội nghị đối thoại
results-subject-comment = Góp ý dự thảo
results-subject-recommendation = Kiến nghị giám sát

## Tên cột, ngắn

# used as: column-*

column-case-received = Nhận
column-case-accepted-in-time = Tiếp nhận đúng hạn
column-case-reported-resolved = Báo xong
column-case-confirmed-resolved = Được xác nhận
column-case-contested = Báo chưa xong
column-case-overdue-now = Đang quá hạn
column-case-time-to-reported-median = Thời gian đến lúc báo xong
column-question-answered = Câu hỏi được trả lời
column-commitment-kept = Lời hứa được giữ
column-comment-responded = Góp ý được trả lời
column-comment-accepted = Góp ý được tiếp thu
column-recommendation-confirmed = Kiến nghị đã thực hiện

## Tên số liệu

# used as: measure-*

measure-case-received = Phản ánh đã nhận
measure-case-accepted-in-time = Tiếp nhận đúng hạn
measure-case-reported-resolved = Cơ quan báo đã xong
measure-case-confirmed-resolved = Được người ngoài cơ quan xác nhận đã xong
measure-case-contested = Bị báo là chưa xong
measure-case-unconfirmed = Chưa ai xác nhận
measure-case-declined = Không thụ lý
measure-case-reopened = Đang làm lại
measure-case-overdue-now = Đang quá hạn
measure-case-redated = Bị dời hạn
measure-case-hand-overs = Lần chuyển giữa các cơ quan
measure-case-time-to-acceptance-median = Thời gian đến tiếp nhận, trung vị
measure-case-time-to-acceptance-p90 = Chín phần mười được tiếp nhận trong
measure-case-time-to-reported-median = Thời gian đến lúc báo xong, trung vị
measure-case-time-to-reported-p90 = Chín phần mười được báo xong trong
measure-case-time-to-confirmed-median = Thời gian đến lúc được xác nhận, trung vị
measure-case-time-to-confirmed-p90 = Chín phần mười được xác nhận trong
measure-source-closed = Hệ thống gốc ghi đã đóng
measure-source-time-to-closed-median = Thời gian đến lúc đóng, trung vị
measure-source-time-to-closed-p90 = Chín phần mười được đóng trong
measure-question-answered = Câu hỏi được trả lời
measure-question-satisfied = Người hỏi cho là đã được trả lời
measure-commitment-kept = Lời hứa được giữ đúng hẹn
measure-commitment-late = Lời hứa làm xong nhưng muộn
measure-commitment-broken = Lời hứa không được giữ
measure-commitment-redated = Lời hứa bị dời ngày
measure-comment-responded = Góp ý được trả lời
measure-comment-accepted = Góp ý được tiếp thu
measure-comment-changed-text = Góp ý làm thay đổi dự thảo
measure-recommendation-answered-in-time = Kiến nghị được trả lời đúng hạn
measure-recommendation-confirmed = Kiến nghị được xác nhận đã thực hiện

## Định nghĩa

# used as: figure-case-*

figure-case-received = Số phản ánh được gửi, cùng lời hứa và kiến nghị được ghi, trong thời gian đã chọn.
figure-case-accepted-in-time = Số lần tiếp nhận đầu tiên đúng hạn, trên mọi lần tiếp nhận đầu tiên cùng những vụ đã hết hạn mà vẫn đang chờ tiếp nhận. Lời hứa được tiếp nhận ngay khi hứa nên không tính ở đây.
figure-case-reported-resolved = Số vụ cơ quan từng báo đã xong kèm minh chứng, trên số vụ đã nhận.
figure-case-confirmed-resolved = Số vụ được người khác ngoài cơ quan xác nhận đã xong, trên số vụ cơ quan từng báo đã xong.
figure-case-contested = Số vụ từng bị người dân hoặc đơn vị giám sát báo chưa xong, trên số vụ cơ quan từng báo đã xong.
figure-case-unconfirmed = Số vụ hết hạn xác nhận mà không ai trả lời, trên số vụ cơ quan từng báo đã xong.
figure-case-declined = Số vụ không thụ lý, trên số vụ đã nhận.
figure-case-reopened = Số vụ đang phải làm lại sau khi bị báo chưa xong, trên số vụ đã nhận.
figure-case-overdue-now = Số vụ mà bước tiếp theo của cơ quan đã quá hạn lúc này, trên số vụ đang tính giờ.
figure-case-redated = Số vụ bị dời hạn ít nhất một lần, trên số vụ đã tiếp nhận.
figure-case-hand-overs = Tổng số lần một cơ quan trả lại để chuyển nơi khác.
figure-case-time-to-acceptance-median = Từ lúc gửi đến lần tiếp nhận đầu tiên; một nửa số vụ nhanh hơn.
figure-case-time-to-acceptance-p90 = Từ lúc gửi đến lần tiếp nhận đầu tiên; chín phần mười số vụ nhanh hơn.
figure-case-time-to-reported-median = Từ lúc gửi đến lần đầu cơ quan báo đã xong; một nửa số vụ nhanh hơn.
figure-case-time-to-reported-p90 = Từ lúc gửi đến lần đầu cơ quan báo đã xong; chín phần mười số vụ nhanh hơn.
figure-case-time-to-confirmed-median = Từ lúc gửi đến lúc được xác nhận đã xong; một nửa số vụ nhanh hơn.
figure-case-time-to-confirmed-p90 = Từ lúc gửi đến lúc được xác nhận đã xong; chín phần mười số vụ nhanh hơn.
# used as: figure-source-*

figure-source-closed = Số vụ mà hệ thống gốc ghi đã đóng, trên số vụ nhập từ hệ thống đó. Đóng không có nghĩa là người dân đã xác nhận.
figure-source-time-to-closed-median = Từ lúc gửi đến lúc hệ thống gốc ghi đóng; một nửa số vụ nhanh hơn.
figure-source-time-to-closed-p90 = Từ lúc gửi đến lúc hệ thống gốc ghi đóng; chín phần mười số vụ nhanh hơn.
# used as: figure-question-*

figure-question-answered = Số câu hỏi đã có câu trả lời, ngay tại hội nghị hoặc về sau, trên số câu hỏi đã gửi, trừ câu hỏi mà người hỏi đã rút. Câu hỏi gộp vào câu khác được trả lời cùng câu ấy. Lời hứa và lời từ chối không phải là câu trả lời.
figure-question-satisfied = Số người hỏi nói rằng kết quả nhận được đã trả lời câu hỏi của mình, trên số người hỏi đã nói có hoặc không. Ai không nói gì thì không tính vào bên nào.
# used as: figure-commitment-*

figure-commitment-kept = Số lời hứa tại hội nghị đối thoại được cơ quan báo xong trong thời hạn hứa đầu tiên và được người khác xác nhận, trên số lời hứa đã rõ kết quả: giữ, muộn hoặc không giữ.
figure-commitment-late = Số lời hứa được xác nhận đã xong nhưng cơ quan báo xong sau thời hạn hứa đầu tiên, trên số lời hứa đã rõ kết quả.
figure-commitment-broken = Số lời hứa bị từ chối thực hiện, hoặc đã quá hạn hứa đầu tiên mà cơ quan chưa báo xong hay lần báo xong gần nhất bị phản hồi là chưa xong, trên số lời hứa đã rõ kết quả.
figure-commitment-redated = Số lời hứa bị dời ngày ít nhất một lần, trên tất cả lời hứa.
# used as: figure-comment-*

figure-comment-responded = Số góp ý đã được cơ quan soạn thảo trả lời có lý do, trả lời riêng hoặc theo nhóm, trên số góp ý đã gửi, trừ góp ý mà người gửi đã rút.
figure-comment-accepted = Số góp ý được tiếp thu toàn bộ hoặc một phần, trên số góp ý đã được trả lời.
figure-comment-changed-text = Số góp ý mà bản dự thảo sau đó có sửa điều khoản được nêu trong câu trả lời, trên số góp ý được tiếp thu toàn bộ hoặc một phần.
# used as: figure-recommendation-*

figure-recommendation-answered-in-time = Số kiến nghị giám sát được trả lời bằng văn bản trong hạn luật định, trên số kiến nghị có hạn mà đã được trả lời hoặc đã quá hạn, trừ kiến nghị mà bên giám sát thôi theo dõi.
figure-recommendation-confirmed = Số kiến nghị mà bên giám sát xác nhận đã thực hiện, trên số kiến nghị đang được theo dõi hoặc đã xong.

## Một số liệu và những gì đứng sau nó

figure-of-period = Phản ánh gửi trong
figure-within = Trong thời gian
figure-of-cases = Tính trên
figure-numerator = Tử số
figure-denominator = Mẫu số
figure-definition = Định nghĩa
figure-version = Bản định nghĩa
figure-counted-from = Đếm từ
figure-entries = { $entries } mục đầu của nhật ký công khai
figure-counted-at = Đếm lúc
figure-published-in = Công bố tại
figure-entry = mục số { $entry } của nhật ký công khai
figure-cases = Xem các phản ánh đứng sau số liệu này
figure-cases-live = Danh sách luôn là tình trạng lúc này, nên có thể khác đôi chút so với lúc đếm; phản ánh bị ẩn được đếm nhưng không hiện trong danh sách.
figure-matters = Xem những gì đứng sau số liệu này
figure-check-entry = Kiểm tra mục công bố này trong nhật ký công khai
figure-again = Tự đếm lại
figure-again-how = Không cần tin trang này. Lệnh dưới đây đọc toàn bộ nhật ký công khai, kiểm tra từng mục rồi đếm lại mọi số liệu đã công bố:
figure-again-files = Số liệu, các bảng và bản đã ký mới nhất của nhật ký:
# used as: figure-source-*

figure-source-own = các vụ xử lý tại đây
figure-source-imported = các vụ nhập từ hệ thống khác

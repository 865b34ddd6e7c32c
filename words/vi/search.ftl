# Tìm phản ánh theo từ
search-label = Tìm trong các phản ánh
search-hint = Ví dụ: ngập nước Yên Hoà, o ga, mã phản ánh. Gõ không dấu cũng được.
search-button = Tìm
search-chip = «{ $words }»
search-count = { $count } phản ánh có «{ $words }»
search-none = Không tìm thấy phản ánh nào
search-none-explained = Hãy thử ít từ hơn, từ khác, hoặc bỏ bớt một điều kiện lọc.
search-missing = Hiện chưa tìm theo từ được
search-missing-explained = Máy chủ đang lập lại bảng tìm kiếm. Xin thử lại sau ít phút; danh sách và bộ lọc vẫn dùng được.
search-incomplete = Kết quả có thể còn thiếu
search-incomplete-explained = Máy chủ đang lập lại bảng tìm kiếm, nên vài phản ánh có thể chưa hiện ra. Xin thử lại sau ít phút.
search-places = Bạn đang tìm nơi này?
search-place-cases = Các phản ánh ở { $area }

# Ở bàn làm việc
desk-search = Tìm theo từ hoặc mã
desk-search-heading = Tìm «{ $words }»
desk-search-count = { $count } phản ánh khớp
desk-search-best = { $count } phản ánh khớp nhất; gõ thêm từ để thu hẹp
desk-search-none-explained = Chỉ tìm trong các phản ánh mà anh/chị được xem. Hãy thử ít từ hơn hoặc bỏ bớt điều kiện lọc.

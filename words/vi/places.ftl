# Nơi chốn: kết quả tìm địa điểm và chữ trên bản đồ do máy chủ vẽ.

place-old-ward = { $district } cũ; nay thuộc { $wards }
place-old-ward-split = { $district } cũ; nay chia về { $wards }
place-old-district = Đơn vị cũ; nay gồm { $count } phường, xã. Hãy chọn phường hoặc xã.
place-landmark = { $wards }; vị trí lấy gần đúng, chỉ lại trên bản đồ nếu cần
place-wards-more = { $wards } và { $count } nơi khác

error-map-window = Khung bản đồ không hợp lệ: cần bốn số theo thứ tự tây, nam, đông, bắc.


# Theo dõi phản ánh và cơ quan
watching-title = Đang theo dõi
watching-lead = Những phản ánh và cơ quan anh/chị để ý, cùng những gì đã thay đổi từ lần xem trước.
watching-none = Anh/chị chưa theo dõi gì
watching-none-explained = Hãy thêm một phản ánh theo mã, hoặc một cơ quan.
watching-news = { $count ->
    [0] Chưa có gì mới
   *[other] { $count } thay đổi từ lần xem trước
}
watching-seen = Đã xem hết
watching-stop = Thôi theo dõi
watching-more = Theo dõi thêm
watching-case = Mã phản ánh
watching-agency = Cơ quan
watching-no-agency = Không chọn
watching-begin = Theo dõi
watching-this = Theo dõi phản ánh này
watching-nothing-named = Hãy điền mã một phản ánh hoặc chọn một cơ quan
error-watching-full = Anh/chị đang theo dõi 100 mục. Hãy thôi theo dõi bớt rồi thêm.

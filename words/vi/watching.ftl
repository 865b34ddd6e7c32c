# Theo dõi vụ việc và cơ quan
watching-title = Đang theo dõi
watching-lead = Những vụ việc và cơ quan bạn để ý, cùng những gì đã thay đổi từ lần xem trước.
watching-none = Bạn chưa theo dõi gì
watching-none-explained = Hãy thêm một vụ việc theo mã, hoặc một cơ quan.
watching-news = { $count ->
    [0] Chưa có gì mới
   *[other] { $count } thay đổi từ lần xem trước
}
watching-seen = Đã xem hết
watching-stop = Thôi theo dõi
watching-more = Theo dõi thêm
watching-case = Mã vụ việc
watching-agency = Cơ quan
watching-no-agency = Không chọn
watching-begin = Theo dõi
watching-this = Theo dõi vụ việc này
watching-nothing-named = Hãy điền mã một vụ việc hoặc chọn một cơ quan
error-watching-full = Bạn đang theo dõi 100 mục. Hãy thôi theo dõi bớt rồi thêm.

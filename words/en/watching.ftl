# Watching cases and agencies
watching-title = Watching
watching-lead = The cases and agencies that you keep an eye on, with what changed since you looked last.
watching-none = You watch nothing yet
watching-none-explained = Add a case by its code, or an agency.
watching-news = { $count ->
    [0] Nothing new
    [one] { $count } change since you looked last
   *[other] { $count } changes since you looked last
}
watching-seen = I have seen these
watching-stop = Stop watching
watching-more = Watch more
watching-case = Case code
watching-agency = Agency
watching-no-agency = None
watching-begin = Watch
watching-this = Watch this case
watching-nothing-named = Enter the code of a case or choose an agency
error-watching-full = You watch 100 things. Stop watching some before you add more.

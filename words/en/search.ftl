# Finding cases by words
search-label = Search the reports
search-hint = For example: flooding Yen Hoa, pothole, a report's code. Accents are not needed.
search-button = Search
search-chip = “{ $words }”
search-count = { $count ->
    [one] { $count } report with “{ $words }”
   *[other] { $count } reports with “{ $words }”
}
search-none = No report found
search-none-explained = Try fewer words, other words, or remove a filter.
search-missing = Searching by words is not possible just now
search-missing-explained = The server is making its search index anew. Please try again in a few minutes; the list and its filters work.
search-incomplete = Results may be incomplete
search-incomplete-explained = The server is making its search index anew, so some reports may not show yet. Please try again in a few minutes.
search-places = Are you looking for this place?
search-place-cases = Reports in { $area }

# At the desk
desk-search = Search words or a code
desk-search-heading = Search for “{ $words }”
desk-search-count = { $count ->
    [one] { $count } case matches
   *[other] { $count } cases match
}
desk-search-best = The best { $count } matches; type more words to narrow them down
desk-search-none-explained = Only cases that you may see are searched. Try fewer words or remove a filter.

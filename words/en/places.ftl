# Places: results of the place search and words on the maps that the server draws.

place-old-ward = formerly in { $district }; now part of { $wards }
place-old-ward-split = formerly in { $district }; now divided between { $wards }
place-old-district = Former unit; { $count ->
    [one] now { $count } ward or commune.
   *[other] now { $count } wards and communes. Please choose one.
  }
place-landmark = { $wards }; the point is approximate, correct it on the map if need be
place-wards-more = { $wards } and { $count } more

error-map-window = The map window is not valid: four numbers are needed, west, south, east, north.


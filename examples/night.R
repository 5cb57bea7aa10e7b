#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-3.0-or-later
# night.R REPORT.jsonl STORE.db URL: a table of a night's recordings; the token is in NOCTULE_TOKEN.
suppressMessages({
  library(jsonlite)
  library(RSQLite)
})
arguments <- commandArgs(trailingOnly = TRUE)

# Id and number of calls of each recording.
report <- stream_in(file(arguments[1]), verbose = FALSE)
report <- report[!is.na(report$id) & !is.na(report$calls), ]
if ("duplicate_of" %in% names(report)) report <- report[is.na(report$duplicate_of), ]

# Name, date and temperature of each recording.
store <- dbConnect(SQLite(), arguments[2], flags = SQLITE_RO)
rows <- dbGetQuery(store, paste(
  "SELECT id, name, recorded_at,",
  "json_extract(metadata, '$.details.temperature_c') AS temperature_c FROM recording"))
dbDisconnect(store)

# The calls of a recording, times in ms and frequencies in Hz.
calls_of <- function(id) {
  address <- sprintf("%s/api/v1/recording/%d/calls", arguments[3], id)
  connection <- url(address, headers = c(
    Authorization = paste("Bearer", Sys.getenv("NOCTULE_TOKEN"))))
  on.exit(close(connection))
  fromJSON(paste(readLines(connection, warn = FALSE), collapse = "\n"))$calls
}
mean_peak_khz <- function(id) {
  calls <- calls_of(id)
  if (length(calls) == 0) "" else sprintf("%.1f", mean(calls$peak_freq) / 1000)
}

night <- merge(report[, c("id", "calls")], rows, by = "id")
night <- night[order(night$id), ]
night$mean_peak_khz <- vapply(night$id, mean_peak_khz, "")
columns <- c("name", "recorded_at", "temperature_c", "calls", "mean_peak_khz")
write.table(night[, columns], sep = ",", na = "", quote = FALSE, row.names = FALSE)

# Rscript forecast.R SERIES ORIGINS: hourly counts one a line, first hours of the weeks to forecast (from 1).
# Prints seconds and mean MASE of stlf (STL and exponential smoothing) on 26 weeks before each origin.
suppressPackageStartupMessages(library(forecast))
words <- commandArgs(trailingOnly = TRUE)
counts <- as.numeric(readLines(words[1]))
origins <- as.integer(readLines(words[2]))
filled <- counts
for (hour in which(is.na(counts))) filled[hour] <- mean(c(counts[hour - 168], counts[hour + 168]), na.rm = TRUE)
began <- proc.time()[["elapsed"]]
errors <- sapply(origins, function(origin) {
  before <- filled[(origin - 26 * 168):(origin - 1)]
  ahead <- stlf(ts(before, frequency = 168), h = 168)$mean
  year <- (origin - 8736):(origin - 1)
  scale <- mean(abs(filled[year] - filled[year - 168]))
  mean(abs(counts[origin:(origin + 167)] - pmax(ahead, 0)), na.rm = TRUE) / scale
})
cat(proc.time()[["elapsed"]] - began, mean(errors), "\n")

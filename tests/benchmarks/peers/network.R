# The network in simmer (https://r-simmer.org): a trajectory through resources, and a generator for each class.
#
#   Rscript network.R SEED DAYS PER_DAY URGENT WORKERS SERVICE FILE
#
# WORKERS and SERVICE are lists with commas. Prints the seconds the simulation took and writes the visits to FILE.
suppressPackageStartupMessages(library(simmer))

given <- commandArgs(trailingOnly = TRUE)
set.seed(as.integer(given[1]))
days <- as.numeric(given[2])
per_day <- as.numeric(given[3])
urgent <- as.numeric(given[4])
workers <- as.numeric(strsplit(given[5], ",")[[1]])
service <- as.numeric(strsplit(given[6], ",")[[1]])
stations <- paste0("station", seq_along(workers))

visit <- function(way, station, mean_days) {
  force(mean_days) # else every station would take the last one's
  way %>%
    seize(station) %>%
    timeout(function() rexp(1, 1 / mean_days)) %>%
    release(station)
}

seconds <- system.time({
  way <- trajectory()
  env <- simmer("network")
  for (i in seq_along(stations)) {
    way <- visit(way, stations[i], service[i])
    env %>% add_resource(stations[i], workers[i])
  }
  env %>%
    add_generator("urgent", way, function() rexp(1, per_day * urgent), priority = 1) %>%
    add_generator("other", way, function() rexp(1, per_day * (1 - urgent)), priority = 0) %>%
    run(until = days)
  visits <- get_mon_arrivals(env, per_resource = TRUE)
})[["elapsed"]]

write.csv(data.frame(
  station = match(visits$resource, stations) - 1,
  urgent = as.integer(startsWith(visits$name, "urgent")),
  asked = visits$start_time,
  wait = visits$end_time - visits$start_time - visits$activity_time
), given[7], row.names = FALSE)
cat(seconds, "\n")

"""Log → numbers: every measure is read from plans and logs, without a clock and without chance."""

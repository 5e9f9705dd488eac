"""The compiled engine: the same log as the reference engine, bit for bit, some hundred times as fast.

Its rules are those of `engine.reference`, function by function and name by name; read them side by side:

    here                    there

    life, calling,          life, calling,          rules 1 to 4: visits are asked for, called, started, finished
    meetings                meetings, arrivals
    needs, hardship         strain, hardship        rules 5 to 7: strain and crisis, giving up, growing up
    staff, consultants,     staff, consultants,     rule 8: comings and goings, and open cases of those who have gone
    handover, again         handover, again         … and those that stand in line again
    work                    work, pace              when parts of visits end whose workers may be absent
    clock                   clock                   when they end whose workers share their time
    working_time            working_time            where time stands still in which work stops
    lines, ranks, places    lines, ranks, places    who waits for which team, who has whose case, where places are free
    ending, notes           ending, diary           the log

There a life is a process that waits for events; here each of its steps has a number in `codes`.

They work on the tables that `layout` describes, thing by thing, with algorithms that have names: a calendar queue and a
heap (`moments`), a d-ary heap for each line (`lines`), a tournament of slots (`tournament`), linked lists (`cases`).
`live` lets everything happen, `run` goes from a plan to a log.

Every function is Python, marked by `machine.compiled`. `run.run` has numba compile them all (`machine`, `bundles`,
`entry`; `kept` says where the machine code is kept). `run.run_watchfully` runs them as they are, a thousand times as
slowly, and looks at every number of a row and every number that is written (`watchful`): look for a fault there, with
any debugger. `trial` is the plan on which machine code is tried once it has been compiled.

Compiled functions take a `town` and whole numbers or days. What numba asks for: numbers that are handed on are 64 bits
wide (`codes.Number` makes one of a narrower field), a name has one type in a function, and no function calls itself.
A new field is a line in `layout`; where it is filled stands beside it.
"""

"""Why a rule says what it says of a log: every case as a tree of what was looked for and what was found."""

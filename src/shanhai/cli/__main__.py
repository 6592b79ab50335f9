"""`python -m shanhai.cli`: the command without its script, as the site starts its own workers."""

from shanhai.cli import main

main()

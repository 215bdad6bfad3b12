"""The subcommands of ``hotline``, a module for each group."""

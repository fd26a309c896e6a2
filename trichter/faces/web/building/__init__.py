"""The builder of rules: a form of named inputs that grows and shrinks by its own buttons, with or without a script."""

"""The demonstration: a desk of its own folder, where three made-up members sign with passkeys in software.

Nothing of the site imports it, and no setting of the site starts it: `make demo` names it.
"""

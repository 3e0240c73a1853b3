"""What a view may ask of its visitor beside a row of the permission matrix."""

PUBLIC = "public"
"""Anybody, signed in or not."""

SIGNED_IN = "signed_in"
"""Any user of the web interface."""

MEMBER = "member"
"""Any user with a role in the legal entity of the path."""

CHANGE_ACTIVITY = "backoffice.change_activity"
"""Giving somebody something to do about a record, and ticking it off."""

ADD_NOTE = "backoffice.add_note"
"""Leaving notes and files around a record that one may see."""

WITHOUT_MATRIX = frozenset({PUBLIC, SIGNED_IN, MEMBER})

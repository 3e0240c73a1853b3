"""The REST foundation: how a viewset of any app is signed in to, scoped, permitted, answered once and described."""

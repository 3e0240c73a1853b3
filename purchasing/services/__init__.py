"""What can be done with purchase orders: enter them, promise dates, receive, give up what is left."""

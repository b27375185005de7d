"""What goes out to people: reminders of deadlines, and the mails that notices wait for."""

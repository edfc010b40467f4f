"""What is done to an institution: registered, corrected, given licences, teachers and clerks."""

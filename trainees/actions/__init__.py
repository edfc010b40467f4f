"""What is done to a trainee's record, and the trainee's own way in."""

"""The application: evidence per criterion, reviewed, approved and sealed for the Ministry's appraisal."""

"""Flask-Security's own sentences that a person can meet, named so that our catalogue translates them."""

from evidence_repo.words import N_

SENTENCES = (
    N_("Authentication failed - identity or password/passcode invalid"),
    N_(
        "If that email address is in our system, "
        "you will receive an email describing how to reset your password."
    ),
    N_("You must sign in to view this resource."),
    N_("Account is disabled."),
    N_("Email not provided"),
    N_("Invalid email address"),
    N_("Password not provided"),
    N_("Password must be at least %(length)s characters"),
    N_("Passwords do not match"),
    N_("Specified user does not exist"),
    N_("Invalid password"),
    N_("You did not reset your password within %(within)s. "),
    N_("Invalid reset password token."),
    N_("You successfully reset your password and you have been logged in automatically."),
    N_("You successfully reset your password. Please authenticate using your new password."),
    N_("Your new password must be different than your previous password."),
    N_("Please log in to access this page."),
    N_("Email Address"),
    N_("Password"),
    N_("Retype Password"),
    N_("Password reset instructions"),
    N_("Your password has been reset"),
)

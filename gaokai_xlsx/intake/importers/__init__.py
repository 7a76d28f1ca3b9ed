"""A published report → figures: tables by their labels, damaged ones by the order of their rows and the form's identities."""

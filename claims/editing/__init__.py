"""What a desk does with a dossier: enter, correct, judge, retire; every write goes through `saving`."""

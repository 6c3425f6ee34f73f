"""Carried: writes tables that scikit-learn carries as CSV.

    python carried.py FOLDER

breast-cancer.csv: 569 rows of 30 numbers and a word. digits.csv: 1,797 rows of 64 whole numbers, the ink in each cell of a
square, and a word.
"""

import pathlib
import sys

from sklearn.datasets import load_breast_cancer, load_digits

folder = pathlib.Path(sys.argv[1])

data = load_breast_cancer(as_frame=True)
table = data.data.rename(columns=lambda name: name.replace(" ", "_"))
table["diagnosis"] = [str(data.target_names[code]) for code in data.target]
table.to_csv(folder / "breast-cancer.csv", index=False)

data = load_digits(as_frame=True)
table = data.data.astype(int)
table["digit"] = [f"digit {digit}" for digit in data.target]
table.to_csv(folder / "digits.csv", index=False)

"""Breast cancer: writes the Wisconsin diagnostic table that scikit-learn carries as CSV, 569 rows of 30 numbers and a word.

    python breastcancer.py FILE.csv
"""

import sys

from sklearn.datasets import load_breast_cancer

data = load_breast_cancer(as_frame=True)
table = data.data.rename(columns=lambda name: name.replace(" ", "_"))
table["diagnosis"] = [str(data.target_names[code]) for code in data.target]
table.to_csv(sys.argv[1], index=False)

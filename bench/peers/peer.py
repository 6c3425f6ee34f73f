"""Peer: trains one installed synthesizer on a table and draws a synthetic one, with its package's own defaults.

    python peer.py --model ctgan --table T.csv --numbers c0,c3 --rows 1000 --out FOLDER [--epochs 300] [--looks 1,10,100]

The table has no empty cell; columns that are not named as numbers are words. Into the folder go `synthetic.csv`, a
`look-E.csv` for every epoch E to be looked at (CTGAN only), and `result.json` with versions and seconds.

CTGAN's looks are copies of its generator's state at the ends of those epochs, taken in a hook that PyTorch calls after each
optimiser's step, and drawn from when training is over: the training is the one that it would be without them. Its rates do
not depend on how many epochs there will be, so that the state at the end of epoch E is what training for E epochs gives.
"""

import argparse
import copy
import importlib.metadata
import json
import os
import time

import numpy as np
import pandas as pd
import torch

# Of epsilon, for the bounds of numbers; Understudy pays as much for bounds and categories.
PREPROCESSOR_SHARE = 0.2


class Looks:
    """Keeps the generator's state at the ends of some epochs. CTGAN steps its discriminator and its generator in turn."""

    def __init__(self, model, rows, epochs):
        self.model = model
        self.calls_per_epoch = 2 * max(1, rows // 500)
        self.epochs = epochs
        self.calls = 0
        self.begun = None
        self.states = []

    def __call__(self, *_):
        self.calls += 1
        epoch, rest = divmod(self.calls, self.calls_per_epoch)
        if rest == 0 and epoch in self.epochs:
            seconds = time.perf_counter() - self.begun
            self.states.append((epoch, seconds, copy.deepcopy(self.model._generator.state_dict())))

    def draw(self, rows, folder):
        last = copy.deepcopy(self.model._generator.state_dict())
        looks = []
        for epoch, seconds, state in self.states:
            self.model._generator.load_state_dict(state)
            self.model.sample(rows).to_csv(os.path.join(folder, f"look-{epoch}.csv"), index=False)
            looks.append({"epoch": epoch, "seconds": seconds})
        self.model._generator.load_state_dict(last)
        return looks


def ctgan(options, table, words, numbers):
    from ctgan import CTGAN
    from torch.optim.optimizer import register_optimizer_step_post_hook

    model = CTGAN(epochs=options.epochs, enable_gpu=False)
    looks = Looks(model, len(table), options.looks)

    def fit():
        looks.begun = time.perf_counter()
        hook = register_optimizer_step_post_hook(looks)
        model.fit(table, words)
        hook.remove()
        if looks.calls != looks.calls_per_epoch * options.epochs:
            raise SystemExit(f"this version of CTGAN makes other steps ({looks.calls}) than its looks are counted by")

    return model, fit, lambda: looks.draw(options.rows, options.out)


def tvae(options, table, words, numbers):
    from ctgan import TVAE

    model = TVAE(epochs=options.epochs, enable_gpu=False)
    return model, lambda: model.fit(table, words), list


def smartnoise(options, table, words, numbers):
    from snsynth import Synthesizer

    own = {"cuda": False, "verbose": False, "epochs": options.epochs} if options.model == "dpctgan" else {}
    model = Synthesizer.create(options.model, epsilon=options.epsilon, **own)

    def fit():
        model.fit(
            table,
            preprocessor_eps=PREPROCESSOR_SHARE * options.epsilon,
            categorical_columns=words,
            continuous_columns=numbers,
        )

    return model, fit, list


MODELS = {"ctgan": ctgan, "tvae": tvae, "dpctgan": smartnoise, "mst": smartnoise}

# The packages that do each one's work.
PACKAGES = {
    "ctgan": ["ctgan", "torch"],
    "tvae": ["ctgan", "torch"],
    "dpctgan": ["smartnoise-synth", "opacus", "torch"],
    "mst": ["smartnoise-synth", "mbi", "jax"],
}


def names(text):
    return [name for name in text.split(",") if name]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=MODELS, required=True)
    parser.add_argument("--table", required=True)
    parser.add_argument("--numbers", type=names, required=True, help="names of the columns of numbers")
    parser.add_argument("--rows", type=int, required=True, help="rows to draw")
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=300)
    parser.add_argument("--looks", type=lambda text: [int(name) for name in names(text)], default=[])
    parser.add_argument("--epsilon", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    np.random.seed(options.seed)

    header = pd.read_csv(options.table, nrows=0).columns
    words = [name for name in header if name not in options.numbers]
    table = pd.read_csv(options.table, dtype={name: str for name in words}, keep_default_na=False)

    model, fit, draw_looks = MODELS[options.model](options, table, words, options.numbers)
    begun = time.perf_counter()
    fit()
    trained = time.perf_counter()
    synthetic = model.sample(options.rows)
    sampled = time.perf_counter()
    synthetic.to_csv(os.path.join(options.out, "synthetic.csv"), index=False)
    result = {
        "trainSeconds": trained - begun,
        "sampleSeconds": sampled - trained,
        "looks": draw_looks(),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES[options.model]},
    }
    with open(os.path.join(options.out, "result.json"), "w") as file:
        json.dump(result, file)


main()

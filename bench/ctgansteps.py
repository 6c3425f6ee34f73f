"""CTGAN steps: times training steps of the installed package on a generated table, a block of steps at a time.

Speaks JSON, one object a line. First it says what it trains: versions, device, the widths of the networks, and the
multiply-adds of one step as PyTorch counts them. Then, for every line that it reads, it trains one block of steps and says
its seconds. It ends when its input ends.

A block ends in a hook that PyTorch calls after each optimiser's step; CTGAN makes two a training step.
"""

import argparse
import json
import sys
import time

import ctgan
import numpy as np
import pandas as pd
import torch
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.flop_counter import FlopCounterMode

CLUSTERS = 8
CATEGORIES = 10


def table(rows, numbers, categories):
    """Numbers of 8 well separated normal clusters each, which CTGAN's mixtures can tell apart; categories of 10."""
    random = np.random.default_rng(1)
    columns = {}
    for i in range(numbers):
        centre = random.integers(CLUSTERS, size=rows) * 10.0
        columns[f"number{i}"] = centre + random.normal(size=rows)
    for i in range(categories):
        columns[f"category{i}"] = random.integers(CATEGORIES, size=rows).astype(str)
    return pd.DataFrame(columns)


def shapes(optimiser):
    """[outputs, inputs] of every linear layer that an optimiser trains."""
    return [list(p.shape) for group in optimiser.param_groups for p in group["params"] if p.dim() == 2]


def say(value):
    print(json.dumps(value), flush=True)


class Clock:
    """Hears of every optimiser's step: of the discriminator's and of the generator's in turn."""

    def __init__(self, options, cuda):
        self.options = options
        self.cuda = cuda
        self.calls = 0
        self.discriminator = None
        self.counter = FlopCounterMode(display=False)
        self.left = None
        self.begun = None

    def __call__(self, optimiser, *_):
        self.calls += 1
        if self.calls == 1:
            self.discriminator = shapes(optimiser)
        if self.calls % 2 == 1:
            return
        step = self.calls // 2
        if step == 1:
            self.counter.__enter__()
        elif step == 2:
            self.counter.__exit__(None, None, None)
            self.introduce(shapes(optimiser))
            self.wait()
        else:
            self.left -= 1
            if self.left == 0:
                self.end()
                self.wait()

    def introduce(self, generator):
        say(
            {
                "ctgan": ctgan.__version__,
                "torch": torch.__version__,
                "device": torch.cuda.get_device_name() if self.cuda else "cpu",
                "threads": torch.get_num_threads(),
                # Columns of an encoded row.
                "width": generator[-1][0],
                "generator": generator,
                "discriminator": self.discriminator,
                "multiplyAdds": self.counter.get_total_flops() // 2,
            }
        )

    def end(self):
        if self.cuda:
            torch.cuda.synchronize()
        say({"seconds": time.perf_counter() - self.begun})

    def wait(self):
        if not sys.stdin.readline():
            sys.exit(0)
        self.left = self.options.steps
        self.begun = time.perf_counter()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=20, help="steps a block")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--cuda", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    np.random.seed(1)
    cuda = options.cuda and torch.cuda.is_available()
    data = table(options.rows, 10, 6)
    model = ctgan.CTGAN(
        embedding_dim=128,
        generator_dim=(256, 256),
        discriminator_dim=(256, 256),
        batch_size=500,
        discriminator_steps=1,
        pac=10,
        epochs=1_000_000,
        enable_gpu=cuda,
    )
    register_optimizer_step_post_hook(Clock(options, cuda))
    model.fit(data, [name for name in data.columns if name.startswith("category")])


main()

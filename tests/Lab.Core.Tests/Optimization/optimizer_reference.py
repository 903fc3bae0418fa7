"""Writes optimizer_reference.json: 25 steps of PyTorch's optimizers in float64 on formula inputs (see FormulaNumbers.cs).

Run with PyTorch 1.13 or newer:  python3 optimizer_reference.py > optimizer_reference.json
"""
import json
import sys

import torch

MASK = (1 << 64) - 1
STEPS = 25
KEPT = (1, 2, 5, 6, 7, 25)
SHAPES = {"weight": (3, 4), "bias": (4,)}
SKIPPED = {"bias": (1, 7)}  # Steps (from 1) at which the parameter has no gradient.


def u01(key, count):
    h = 0xCBF29CE484222325
    for unit in key.encode():
        h = ((h ^ unit) * 0x100000001B3) & MASK
    numbers = []
    for i in range(count):
        z = (h + i + 0x9E3779B97F4A7C15) & MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        numbers.append((z >> 40) / 16777216.0)
    return numbers


def formula(key, shape):
    count = torch.Size(shape).numel()
    return torch.tensor([2 * u - 1 for u in u01(key, count)], dtype=torch.float64).reshape(shape)


CASES = {
    "sgd": (torch.optim.SGD, {}),
    "sgd-decay": (torch.optim.SGD, {"weight_decay": 0.05}),
    "sgd-momentum": (torch.optim.SGD, {"momentum": 0.9, "weight_decay": 0.05}),
    "sgd-dampening": (torch.optim.SGD, {"momentum": 0.9, "dampening": 0.3}),
    "sgd-nesterov": (torch.optim.SGD, {"momentum": 0.8, "nesterov": True, "weight_decay": 0.01}),
    "adam": (torch.optim.Adam, {}),
    "adam-decay": (torch.optim.Adam, {"betas": (0.8, 0.99), "eps": 1e-6, "weight_decay": 0.05}),
    "adam-amsgrad": (torch.optim.Adam, {"amsgrad": True, "weight_decay": 0.02}),
    "adamw": (torch.optim.AdamW, {}),
    "adamw-amsgrad": (torch.optim.AdamW, {"amsgrad": True, "weight_decay": 0.1, "betas": (0.85, 0.98)}),
    "radam": (torch.optim.RAdam, {}),
    "radam-decay": (torch.optim.RAdam, {"betas": (0.8, 0.9), "weight_decay": 0.05}),
    "rmsprop": (torch.optim.RMSprop, {}),
    "rmsprop-momentum": (torch.optim.RMSprop, {"alpha": 0.9, "momentum": 0.7, "weight_decay": 0.05}),
    "rmsprop-centered": (torch.optim.RMSprop, {"centered": True, "eps": 1e-6}),
    "rmsprop-all": (torch.optim.RMSprop, {"alpha": 0.95, "momentum": 0.5, "centered": True, "weight_decay": 0.01}),
}


def trajectory(create, options):
    parameters = {name: torch.nn.Parameter(formula(f"parameter/{name}", shape)) for name, shape in SHAPES.items()}
    optimizer = create(list(parameters.values()), lr=0.05, **options)
    kept = {}
    for step in range(1, STEPS + 1):
        for group in optimizer.param_groups:
            group["lr"] = 0.05 / (1 + 0.1 * step)
        for name, parameter in parameters.items():
            skip = step in SKIPPED.get(name, ())
            parameter.grad = None if skip else formula(f"gradient/{name}/{step}", SHAPES[name])
        optimizer.step()
        if step in KEPT:
            kept[str(step)] = {name: parameter.detach().flatten().tolist() for name, parameter in parameters.items()}
    return kept


def clipped(maximum):
    parameters = [torch.nn.Parameter(torch.zeros(shape, dtype=torch.float64)) for shape in SHAPES.values()]
    for parameter, (name, shape) in zip(parameters, SHAPES.items()):
        parameter.grad = formula(f"gradient/{name}/1", shape)
    norm = torch.nn.utils.clip_grad_norm_(parameters, maximum)
    return {"norm": norm.item(), "gradients": [parameter.grad.flatten().tolist() for parameter in parameters]}


result = {"torch": torch.__version__, "cases": {name: trajectory(*case) for name, case in CASES.items()}, "clip": {"0.5": clipped(0.5), "100": clipped(100.0)}}
json.dump(result, sys.stdout, separators=(",", ":"))
sys.stdout.write("\n")

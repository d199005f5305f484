"""The same programs in PyTorch eager, one thread. One JSON request a line in, one JSON answer a line out; CPU time."""
import json
import math
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
STATES, ACTIONS, HIDDEN, BATCH, RATE = 11, 3, 64, 128, 1e-3


def wave(seed, *shape, scale=1.0):
    """As numbers.mjs has it."""
    count = int(np.prod(shape)) if shape else 1
    index = np.arange(1, count + 1)
    return torch.tensor((scale * np.sin(0.7371 * index + 12.9898 * seed)).astype(np.float32).reshape(shape))


def mlp(sizes, activation, seed):
    layers = []
    for k, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layer = nn.Linear(inputs, outputs)
        with torch.no_grad():
            layer.weight.copy_(wave(seed + 2 * k, inputs, outputs, scale=1 / math.sqrt(inputs)).T)
            layer.bias.copy_(wave(seed + 2 * k + 1, outputs, scale=0.1))
        layers += [layer] + ([activation()] if k < len(sizes) - 2 else [])
    return nn.Sequential(*layers)


def adam(parameters, foreach, rate=RATE):
    return torch.optim.Adam(list(parameters), lr=rate, foreach=foreach)


def stepping(optimizer, loss_of):
    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss
    return step


def regression(foreach, sizes, batch):
    net = mlp(sizes, nn.ReLU, 1)
    x, y = wave(101, batch, sizes[0]), wave(102, batch, sizes[-1])
    return stepping(adam(net.parameters(), foreach), lambda: F.mse_loss(net(x), y))


def vagram(foreach):
    model = mlp([STATES + ACTIONS, HIDDEN, HIDDEN, STATES], nn.SiLU, 1)
    value = mlp([STATES, HIDDEN, HIDDEN, 1], nn.SiLU, 11)
    for p in value.parameters():
        p.requires_grad_(False)
    x, following = wave(101, BATCH, STATES + ACTIONS), wave(102, BATCH, STATES)

    def loss():
        s = following.detach().requires_grad_(True)
        slope, = torch.autograd.grad(value(s).sum(), s)
        return (slope * (model(x) - following)).square().sum(1).mean()
    return stepping(adam(model.parameters(), foreach), loss)


def sac(foreach):
    sizes = [STATES + ACTIONS, HIDDEN, HIDDEN, 1]
    q1, q2, t1, t2 = (mlp(sizes, nn.ReLU, seed) for seed in (1, 11, 21, 31))
    critics, targets = [*q1.parameters(), *q2.parameters()], [*t1.parameters(), *t2.parameters()]
    for p in targets:
        p.requires_grad_(False)
    actor, log_alpha = mlp([STATES, HIDDEN, HIDDEN, 2 * ACTIONS], nn.ReLU, 41), torch.zeros((), requires_grad=True)
    oq, op, oa = adam(critics, foreach, 3e-4), adam(actor.parameters(), foreach, 3e-4), adam([log_alpha], foreach, 3e-4)
    s, a, r, following, live = (wave(101 + k, BATCH, n) for k, n in enumerate((STATES, ACTIONS, 1, STATES, 1)))
    noise, next_noise = wave(106, BATCH, ACTIONS), wave(107, BATCH, ACTIONS)

    def policy(x, e):
        center, log_scale = actor(x).chunk(2, 1)
        log_scale = log_scale.clamp(-5, 2)
        raw = center + log_scale.exp() * e
        squash = 2 * (math.log(2) - raw - F.softplus(-2 * raw))
        normal = -0.5 * e * e - log_scale - 0.5 * math.log(2 * math.pi)
        return torch.tanh(raw), (normal - squash).sum(1, keepdim=True)

    def step():
        alpha = log_alpha.exp().detach()
        with torch.no_grad():
            a2, log2 = policy(following, next_noise)
            x2 = torch.cat([following, a2], 1)
            target = r + 0.99 * live * (torch.min(t1(x2), t2(x2)) - alpha * log2)
        x = torch.cat([s, a], 1)
        critic_loss = F.mse_loss(q1(x), target) + F.mse_loss(q2(x), target)
        oq.zero_grad(set_to_none=True)
        critic_loss.backward()
        oq.step()
        for p in critics:
            p.requires_grad_(False)
        chosen, log_probability = policy(s, noise)
        x = torch.cat([s, chosen], 1)
        actor_loss = (alpha * log_probability - torch.min(q1(x), q2(x))).mean()
        op.zero_grad(set_to_none=True)
        actor_loss.backward()
        op.step()
        for p in critics:
            p.requires_grad_(True)
        temperature_loss = -(log_alpha * (log_probability.detach() - ACTIONS)).mean()
        oa.zero_grad(set_to_none=True)
        temperature_loss.backward()
        oa.step()
        with torch.no_grad():
            torch._foreach_mul_(targets, 0.995)
            torch._foreach_add_(targets, critics, alpha=0.005)
        return critic_loss.detach() + actor_loss.detach()
    return step


def ensemble(foreach, members=5):
    sizes = [14, HIDDEN, HIDDEN, 12]
    weights = [wave(1 + k, members, i, o, scale=1 / math.sqrt(i)).requires_grad_(True) for k, (i, o) in enumerate(zip(sizes, sizes[1:]))]
    biases = [torch.zeros(members, 1, o, requires_grad=True) for o in sizes[1:]]
    x, y = wave(101, members, BATCH, 14), wave(102, members, BATCH, 6)

    def loss():
        h = F.silu(torch.baddbmm(biases[0], x, weights[0]))
        h = F.silu(torch.baddbmm(biases[1], h, weights[1]))
        mean, log_variance = torch.baddbmm(biases[2], h, weights[2]).chunk(2, 2)
        log_variance = 0.5 - F.softplus(0.5 - log_variance)
        log_variance = -10 + F.softplus(log_variance + 10)
        return ((mean - y).square() * torch.exp(-log_variance) + log_variance).sum() / (BATCH * 6)
    return stepping(adam(weights + biases, foreach), loss)


def hvp(foreach):
    net, direction = mlp([4, 64, 64, 2], nn.Tanh, 1), mlp([4, 64, 64, 2], nn.Tanh, 51)
    parameters, v = list(net.parameters()), [p.detach() for p in direction.parameters()]
    x, y = wave(101, 32, 4), wave(102, 32, 2)

    def product():
        slope = torch.autograd.grad(F.mse_loss(net(x), y), parameters, create_graph=True)
        return torch.autograd.grad(sum((g * d).sum() for g, d in zip(slope, v)), parameters)
    return product


makers = {
    "mlp-small-32": lambda foreach: regression(foreach, [4, 64, 64, 2], 32),
    "mlp-wide-32": lambda foreach: regression(foreach, [14, 256, 256, 12], 32),
    "mlp-wide-256": lambda foreach: regression(foreach, [14, 256, 256, 12], 256),
    "sac": sac, "vagram": vagram, "ensemble": ensemble, "hvp": hvp,
}


def told(result):
    """What ours.mjs tells: the loss, or Σ (H v)²."""
    return float(result) if torch.is_tensor(result) else float(sum(each.square().sum() for each in result))


steps = {}
for line in sys.stdin:
    request = json.loads(line)
    if "set" in request:
        wanted = request["set"]
        steps[wanted["name"]] = makers[wanted["program"]](wanted["foreach"])
        answer = {}
    elif "tell" in request:
        for _ in range(request["count"]):
            result = steps[request["tell"]]()
        answer = {"told": told(result)}
    else:
        step, count = steps[request["run"]], request["count"]
        start = time.process_time_ns()
        for _ in range(count):
            step()
        answer = {"nanoseconds": (time.process_time_ns() - start) / count}
    print(json.dumps(answer), flush=True)

"""Variation of training faces: what a webcam, a room and a face finder do to them."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F

HAAR_SCALE = (0.98, 0.11)
HAAR_SHIFT = (-0.014, 0.05)
"""Mean and spread of the Haar box against FER's frame: its side, and the height of its centre as a share of
the side (sideways the mean is 0). Measured on 559 of 700 training faces in which Haar found one."""


def augment(faces: Tensor, strength: Mapping[str, float]) -> Tensor:
    """Varied copies of grey faces [n, 1, 48, 48] in 0..1; an empty `strength` changes nothing."""
    if not strength:
        return faces
    faces = geometry(faces, strength)
    faces = light(faces, strength)
    faces = sharpness(faces, strength)
    if strength.get("noise"):
        chosen = _some(faces, strength["noise"])
        faces = faces + chosen * 0.06 * torch.rand_like(chosen) * torch.randn_like(faces)
    return erase(faces.clamp(0, 1), strength.get("erase", 0.0))


def _some(faces: Tensor, share: float) -> Tensor:
    return (torch.rand(len(faces), 1, 1, 1, device=faces.device) < share).to(faces)


def _spread(faces: Tensor, width: float) -> Tensor:
    return (torch.rand(len(faces), device=faces.device) * 2 - 1) * width


def geometry(faces: Tensor, strength: Mapping[str, float]) -> Tensor:
    """Flip, rotation, scale and shift in one resampling; a share of the faces framed as Haar frames them."""
    like = faces[:, 0, 0, 0]
    angle = _spread(faces, math.radians(strength.get("rotate", 0.0)))
    scale = 1 + _spread(faces, strength.get("scale", 0.0))
    shift_x, shift_y = (_spread(faces, 2 * strength.get("shift", 0.0)) for _ in "xy")
    haar = torch.rand_like(like) < strength.get("haar", 0.0)
    framed = (HAAR_SCALE[0] + HAAR_SCALE[1] * torch.randn_like(like)).clamp(0.6, 1.3)
    scale = torch.where(haar, scale * framed, scale)
    shift_x = torch.where(haar, shift_x + 2 * HAAR_SHIFT[1] * torch.randn_like(like), shift_x)
    shift_y = torch.where(haar, shift_y + 2 * (HAAR_SHIFT[0] + HAAR_SHIFT[1] * torch.randn_like(like)), shift_y)
    mirror = 1 - 2 * (torch.rand_like(like) < strength.get("flip", 0.0)).to(like)
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    matrix = torch.stack(
        [torch.stack([cos * mirror, -sin, shift_x], 1), torch.stack([sin * mirror, cos, shift_y], 1)], 1
    )
    grid = F.affine_grid(matrix, list(faces.shape), align_corners=False)
    return F.grid_sample(faces, grid, padding_mode="reflection", align_corners=False)


def light(faces: Tensor, strength: Mapping[str, float]) -> Tensor:
    """Contrast around the mean, brightness, and gamma."""
    shape = (len(faces), 1, 1, 1)
    mean = faces.mean(dim=(1, 2, 3), keepdim=True)
    contrast = 1 + _spread(faces, strength.get("contrast", 0.0)).view(shape)
    brightness = _spread(faces, strength.get("brightness", 0.0)).view(shape)
    gamma = torch.exp(_spread(faces, strength.get("gamma", 0.0))).view(shape)
    return ((faces - mean) * contrast + mean + brightness).clamp(1e-4, 1) ** gamma


def sharpness(faces: Tensor, strength: Mapping[str, float]) -> Tensor:
    """Blur some faces, and shrink some to half size and back, as a face far from the camera is."""
    if strength.get("blur"):
        chosen = _some(faces, strength["blur"])
        blurred = F.avg_pool2d(F.pad(faces, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
        faces = faces + chosen * (blurred - faces) * torch.rand_like(chosen)
    if strength.get("shrink"):
        chosen = _some(faces, strength["shrink"])
        half = F.interpolate(F.avg_pool2d(faces, 2), scale_factor=2, mode="bilinear", align_corners=False)
        faces = torch.where(chosen > 0, half, faces)
    return faces


def erase(faces: Tensor, share: float) -> Tensor:
    """Cover a rectangle of 10 to 40 % of the side with the face's mean in a share of the faces."""
    if not share:
        return faces
    n, side, device = len(faces), faces.shape[-1], faces.device
    width, height = 0.1 + 0.3 * torch.rand(2, n, 1, 1, 1, device=device)
    left, top = torch.rand(2, n, 1, 1, 1, device=device)
    at = torch.arange(side, device=device) / side
    inside = ((at - left).abs() < width / 2) & ((at.view(-1, 1) - top).abs() < height / 2)
    covered = inside & (torch.rand(n, 1, 1, 1, device=device) < share)
    return torch.where(covered, faces.mean(dim=(1, 2, 3), keepdim=True), faces)

"""
The two losses of MEND (spec, sections 3 and 4.3), and one that the paper does not have. All are sums; the caller
divides by the count over the whole batch.
"""

from torch import Tensor
from torch.nn import functional


def distillation_loss(teacher_logits: Tensor, student_logits: Tensor, temperature: float = 1.0) -> Tensor:
    """
    Sum over positions of the forward divergence KL(teacher ‖ student) in nats; logits `[N, V]`. At a `temperature`
    other than the paper's, 1, times its square, so that gradients keep their size (Hinton et al. 2015, arXiv
    1503.02531).
    """
    teacher = functional.log_softmax(teacher_logits.float() / temperature, dim=-1)
    student = functional.log_softmax(student_logits.float() / temperature, dim=-1)
    return temperature**2 * functional.kl_div(student, teacher, reduction="sum", log_target=True)


def states_loss(teacher_states: Tensor, student_states: Tensor) -> Tensor:
    """
    Sum over positions of the squared distance of final hidden states `[N, d]`, as a share of the teacher's mean square
    norm (hidden-state matching, as in Jiao et al. 2020, arXiv 1909.10351, of the last state alone).
    """
    teacher, student = teacher_states.float(), student_states.float()
    scale = teacher.square().sum(-1).mean().clamp(min=1e-6)
    return (student - teacher).square().sum() / scale


def answer_loss(student_logits: Tensor, answers: Tensor) -> Tensor:
    """Sum of the cross-entropies of the answers' tokens in nats; logits `[N, V]`, answers `[N]`."""
    return functional.cross_entropy(student_logits.float(), answers, reduction="sum")

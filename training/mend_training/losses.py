"""
The two losses of MEND (spec, sections 3 and 4.3). Both are sums; the caller divides by the count over the whole
batch.
"""

from torch import Tensor
from torch.nn import functional


def distillation_loss(teacher_logits: Tensor, student_logits: Tensor) -> Tensor:
    """Sum over positions of the forward divergence KL(teacher ‖ student) in nats, temperature 1; logits `[N, V]`."""
    teacher = functional.log_softmax(teacher_logits.float(), dim=-1)
    student = functional.log_softmax(student_logits.float(), dim=-1)
    return functional.kl_div(student, teacher, reduction="sum", log_target=True)


def answer_loss(student_logits: Tensor, answers: Tensor) -> Tensor:
    """Sum of the cross-entropies of the answers' tokens in nats; logits `[N, V]`, answers `[N]`."""
    return functional.cross_entropy(student_logits.float(), answers, reduction="sum")

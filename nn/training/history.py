"""What happened in training, step by step."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nn.plot.curves import loss_curve
from nn.plot.picture import Picture
from nn.training.diagnosis.remark import Diagnosis


class Step(NamedTuple):
    """One step of training: every number belongs to the model as it was before the step moved it.

    step            how many steps were taken before it
    loss            the loss of its batch
    accuracy        the share of the batch that was right; None if the targets are not classes
    gradient_norm   the length of the gradient, before clipping
    learning_rate   how far the step went along it

    >>> from nn import Step
    >>> Step(step=0, loss=0.7, accuracy=None, gradient_norm=2.0, learning_rate=0.1).loss
    0.7
    """

    step: int
    loss: float
    accuracy: float | None
    gradient_norm: float
    learning_rate: float


class Evaluation(NamedTuple):
    """How well a model does on data that it is not trained on.

    step       how many steps of training were taken before it
    loss       the loss on these data
    accuracy   the share of them that was right; None if the targets are not classes

    >>> from nn import Evaluation
    >>> Evaluation(step=10, loss=0.7, accuracy=0.9).accuracy
    0.9
    """

    step: int
    loss: float
    accuracy: float | None


@dataclass
class History:
    """The steps of a training and the evaluations in between, as `fit` returns them; `plot()` draws them.

    steps         a `Step` for each step
    evaluations   an `Evaluation` for each time that the model was evaluated on validation data
    interrupted   whether Ctrl-C ended the training
    diagnosis     what is wrong with the learning, if anything is

    >>> from nn import History, Step
    >>> history = History([Step(0, 0.7, 0.5, 2.0, 0.1), Step(1, 0.6, 1.0, 1.5, 0.1)])
    >>> history.losses, history.accuracies
    ([0.7, 0.6], [0.5, 1.0])
    >>> history
    <history: 2 steps, loss 0.7 → 0.6>
    """

    steps: list[Step] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    interrupted: bool = False
    diagnosis: Diagnosis = field(default_factory=Diagnosis)

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def losses(self) -> list[float]:
        """The loss of each step."""
        return [step.loss for step in self.steps]

    @property
    def accuracies(self) -> list[float]:
        """The accuracy of each step that has one, from 0 to 1."""
        return [step.accuracy for step in self.steps if step.accuracy is not None]

    @property
    def gradient_norms(self) -> list[float]:
        """The length of each step's gradient, before clipping."""
        return [step.gradient_norm for step in self.steps]

    @property
    def learning_rates(self) -> list[float]:
        """The learning rate of each step."""
        return [step.learning_rate for step in self.steps]

    def plot(self, ax: Any = None) -> Picture:
        """Draw the loss of every step, and beside it the accuracy; into the matplotlib axes `ax`, only the loss."""
        return loss_curve(self, ax)

    def __repr__(self) -> str:
        if not self.steps:
            return "<history: no steps>"
        end = ", interrupted" if self.interrupted else ""
        title = f"<history: {len(self)} steps, loss {self.losses[0]:.4g} → {self.losses[-1]:.4g}{end}>"
        return "\n".join([title, *(f"- {remark}" for remark in self.diagnosis)])

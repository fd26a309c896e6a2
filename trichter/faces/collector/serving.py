"""The script, with what it needs to know of the source."""

from trichter.faces.collector import answers
from trichter.faces.collector.answers import Answer
from trichter.faces.collector.asking import Request
from trichter.faces.collector.knowing import Known


def script(asked: Request, known: Known) -> Answer:
    """`/t/<key>.js`."""
    key = asked.path.removeprefix("/t/").removesuffix(".js")
    if key not in known.by_key or not asked.path.endswith(".js"):
        return answers.NOT_THERE
    return answers.NOT_THERE

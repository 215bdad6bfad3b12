"""A question of Anna's that lies with Boris, over a base without cases; imported as fixtures."""

import pytest

from delivery.content import Part, Words
from kit.database import Transaction
from knowledge.search import Decision, Finding
from people.addresses import Address
from people.models import PersonId, Role
from people.service import Directory
from routing.desk import Desk
from routing.outcomes import Assigned
from routing.privacy import Privacy
from routing.service import Hotline
from tests.support.town import MONDAY_MORNING, usual_policy


class NothingFound:
    """A base without a single case."""

    async def find(self, text: str, **_: object) -> Finding:
        return Finding(Decision.ROUTE, (), text, (), None, "none", 0.0, nothing_asked=False)


@pytest.fixture
def directory(transaction: Transaction) -> Directory:
    return Directory(transaction)


@pytest.fixture
def hotline(transaction: Transaction, directory: Directory) -> Hotline:
    return Hotline(transaction, NothingFound(), directory, usual_policy())


@pytest.fixture
def desk(transaction: Transaction) -> Desk:
    return Desk(transaction, usual_policy())


@pytest.fixture
def privacy(transaction: Transaction) -> Privacy:
    return Privacy(transaction, usual_policy())


@pytest.fixture
async def anna(directory: Directory) -> PersonId:
    return (await directory.meet(Address("telegram", "1"), "Анна", now=MONDAY_MORNING)).id


@pytest.fixture
async def boris(directory: Directory) -> PersonId:
    return await methodist(directory, "2")


@pytest.fixture
async def question(hotline: Hotline, anna: PersonId, boris: PersonId) -> Assigned:
    outcome = await hotline.ask(anna, words("Физика: как быть?", "1:10"), now=MONDAY_MORNING)
    assert isinstance(outcome, Assigned)
    return outcome


async def methodist(directory: Directory, external_id: str) -> PersonId:
    address = Address("telegram", external_id)
    person = await directory.meet(address, "Методист", now=MONDAY_MORNING)
    code = await directory.invite(Role.METHODIST, subjects=["physics"], now=MONDAY_MORNING)
    await directory.accept(person.id, code, now=MONDAY_MORNING)
    return person.id


def words(text: str, place: str) -> Words:
    return Words((Part(f"telegram:{place}", text),))

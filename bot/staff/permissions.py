"""Who on the team may do what: the roles, the actions, one table, and the rules of approval beside it.

Handlers name their action (`handlers/staff/access.py`) and ask here; nothing else compares a role.
`docs/permissions.md` is written from this table.
"""

from collections.abc import Collection
from enum import StrEnum

from bot.errors import BotError
from bot.text.translator import N_


class Role(StrEnum):
    """What a colleague is on the team; the words are those of the column `staff.role`."""

    OWNER = "owner"
    """Named in the configuration, or made so by owners."""
    APPROVER = "approver"
    """Writes, and approves what colleagues wrote."""
    EDITOR = "editor"
    """Writes; what goes to many waits for a colleague."""
    OPERATOR = "operator"
    """Answers members' questions."""
    ANALYST = "analyst"
    """Reads figures and the log of deeds."""


class Action(StrEnum):
    """What a command, a button or typed text of staff does, as far as permission goes."""

    SEE_HOME = "see what waits"
    """One's own first screen: what waits for this colleague, and the commands of their role."""
    WRITE_BROADCASTS = "write broadcasts"
    """Begins, changes, previews, schedules and sends drafts; keeps templates."""
    APPROVE_BROADCASTS = "approve broadcasts"
    """Lets a colleague's broadcast go out, or sends it back with a reason."""
    RUN_BROADCASTS = "run broadcasts"
    """Follows, pauses, resumes, cancels, corrects and recalls what was sent."""
    FOLLOW_CHECK_INS = "follow check-ins"
    """Counts of a check-in; whom it names for it sees who needs help, too, and takes care of them."""
    END_CHECK_INS = "end check-ins"
    """Begins a second round to the silent, ends a check-in; its author or an owner names who sees its answers."""
    POST_FOR_OWNERS = "post to owners' topics"
    """Lets announcements go out on topics that only owners post to."""
    WRITE_EVENTS = "write events"
    """Plans events, announces, changes and cancels them by broadcasts, sees who is coming."""
    WRITE_SURVEYS = "write surveys"
    """Writes surveys, opens those offered to few, announces and closes them, names who reads what was typed."""
    APPROVE_SURVEYS = "approve surveys"
    """Opens a colleague's survey that is offered to many, or sends it back with a reason."""
    SEE_SURVEYS = "see surveys"
    """Sees surveys and how often what was answered; whom a survey names for it reads what was typed, too."""
    WRITE_ENTRIES = "write entries"
    """Reads entries as they are kept, writes new ones, proposes changes."""
    APPROVE_ENTRIES = "approve entries"
    """Publishes or declines a colleague's text, withdraws a published entry."""
    ANSWER_QUESTIONS = "answer questions"
    """Reads members' questions and answers them, by a reply to a question's card."""
    INTRODUCE = "introduce compatriots"
    """Reads offers without names, sees what fits, proposes introductions and takes them back; where owners named
    persons for it, these alone."""
    EXPORT_OFFERS = "export offers"
    """Takes the list of offers as a file, without names and contacts."""
    SEE_FIGURES = "see figures"
    """Members, questions and what found no answer, as counts."""
    RETRY_UPDATES = "retry updates"
    """Looks at updates that were set aside and has them tried again."""
    SEE_TEAM = "see the team"
    """Who is on the team, and with which role."""
    CHANGE_TEAM = "change the team"
    """Invites and adds colleagues, changes their roles, confirms new owners, removes colleagues."""
    CHANGE_TRIAL = "change trial mode"
    """Begins it, names its guests and its messages a day, goes live."""
    CHANGE_TOPICS = "change the topics"
    """Adds topics, names, orders and retires them, says whom they are offered to and who may post to them."""
    SEE_AUDIT = "see the audit"
    """Who did what and when, as a list and as a file, and whether the log is whole."""


EVERYBODY = frozenset(Role)
WRITERS = frozenset({Role.OWNER, Role.APPROVER, Role.EDITOR})
APPROVERS = frozenset({Role.OWNER, Role.APPROVER})
OWNERS = frozenset({Role.OWNER})

PERMISSIONS: dict[Action, frozenset[Role]] = {
    Action.SEE_HOME: EVERYBODY,
    Action.WRITE_BROADCASTS: WRITERS,
    Action.APPROVE_BROADCASTS: APPROVERS,
    Action.RUN_BROADCASTS: WRITERS,
    Action.FOLLOW_CHECK_INS: WRITERS | {Role.OPERATOR},
    Action.END_CHECK_INS: WRITERS,
    Action.POST_FOR_OWNERS: OWNERS,
    Action.WRITE_EVENTS: WRITERS,
    Action.WRITE_SURVEYS: WRITERS,
    Action.APPROVE_SURVEYS: APPROVERS,
    Action.SEE_SURVEYS: EVERYBODY,
    Action.WRITE_ENTRIES: WRITERS,
    Action.APPROVE_ENTRIES: APPROVERS,
    Action.ANSWER_QUESTIONS: WRITERS | {Role.OPERATOR},
    Action.INTRODUCE: APPROVERS | {Role.OPERATOR},
    Action.EXPORT_OFFERS: OWNERS,
    Action.SEE_FIGURES: EVERYBODY,
    Action.RETRY_UPDATES: WRITERS,
    Action.SEE_TEAM: EVERYBODY,
    Action.CHANGE_TEAM: OWNERS,
    Action.CHANGE_TRIAL: OWNERS,
    Action.CHANGE_TOPICS: OWNERS,
    Action.SEE_AUDIT: WRITERS | {Role.ANALYST},
}
BY_WRITERS = N_("This is for editors, approvers and owners.")
REFUSALS = {
    **dict.fromkeys((action for action, roles in PERMISSIONS.items() if roles == WRITERS), BY_WRITERS),
    Action.ANSWER_QUESTIONS: N_("Members are answered by operators, editors, approvers and owners."),
    Action.FOLLOW_CHECK_INS: N_("Check-ins are for operators, editors, approvers and owners."),
    Action.SEE_AUDIT: N_("The log is for editors, approvers, owners and analysts."),
    Action.POST_FOR_OWNERS: N_(
        "Only owners post to one of these topics. An owner has to send or approve it."
    ),
    Action.INTRODUCE: N_("Offers are shown to owners, approvers and operators only."),
    Action.EXPORT_OFFERS: N_("Only owners take offers as a file."),
    Action.APPROVE_BROADCASTS: N_("Approving is for approvers and owners."),
    Action.APPROVE_SURVEYS: N_("Approving is for approvers and owners."),
    Action.APPROVE_ENTRIES: N_("Approving is for approvers and owners."),
    Action.CHANGE_TRIAL: N_("Only owners begin and end the trial. Please ask one of them."),
    Action.CHANGE_TOPICS: N_("Only owners change the topics. Please ask one of them."),
    Action.CHANGE_TEAM: N_("Only owners change the team. Please ask one of them."),
}
OWNER_ALONE = N_("Somebody has to be an owner. Make a colleague an owner first.")
PROPOSED_BY_YOU = N_("You proposed this yourself, so another owner has to confirm it.")
REFUSED = N_("Your role does not allow this. Please ask one of the owners.")
OFFERS_NAMED = N_("Offers are shown only to the colleagues whom the owners named for them at /team.")
NAMED = N_("What members typed is read only by the colleagues this survey names for it.")
NAMING = N_("Who reads the answers is decided by the author of the survey or by an owner.")
NAMED_IN_CRISIS = N_("Who needs help is shown only to the colleagues this check-in names for it.")
NAMING_IN_CRISIS = N_("Who sees the answers is decided by the author of the check-in or by an owner.")
OWN = N_("You wrote this yourself, so a colleague has to approve it.")


def may(role: Role | None, action: Action) -> bool:
    """None, a stranger, may do nothing."""
    return role in PERMISSIONS[action]


def check(role: Role | None, action: Action) -> None:
    """BotError with the action's own sentence where it has one."""
    if not may(role, action):
        raise BotError(REFUSALS.get(action, REFUSED))


def may_approve(role: Role | None, user_id: int, action: Action, writers: Collection[int | None]) -> bool:
    """Four eyes: the role allows it, and it is not one's own. `writers` sent it for approval or changed it last."""
    return may(role, action) and user_id not in writers


def check_approval(role: Role | None, user_id: int, action: Action, writers: Collection[int | None]) -> None:
    """BotError that says which of the two rules forbids it."""
    check(role, action)
    if user_id in writers:
        raise BotError(OWN)


def check_confirmation(user_id: int, proposed_by: int, owners: Collection[int]) -> None:
    """BotError unless this owner may confirm a new one: another one than who proposed it, where there is another."""
    if user_id == proposed_by and set(owners) != {user_id}:
        raise BotError(PROPOSED_BY_YOU)


def needs_approval(recipients: int, above: int, *, urgent: bool) -> bool:
    """Whether a broadcast waits for a colleague: more than `above` recipients. Urgent ones go without, logged."""
    return recipients > above and not urgent


def check_reader(user_id: int, readers: Collection[int], refusal: str = NAMED) -> None:
    """What members typed is for named colleagues, whatever their role."""
    if user_id not in readers:
        raise BotError(refusal)


def check_named(user_id: int, named: Collection[int]) -> None:
    """Offers are for the colleagues named for them, as soon as somebody is, whatever the role of others."""
    if named and user_id not in named:
        raise BotError(OFFERS_NAMED)


def check_naming(role: Role | None, user_id: int, author_id: int | None, refusal: str = NAMING) -> None:
    """Who reads it is decided by an owner, or by whoever wrote it."""
    if role not in OWNERS and user_id != author_id:
        raise BotError(refusal)

"""What colleagues did, in words: the one table of the deeds that the log knows."""

from html import escape

from bot.context import Context
from bot.inbox import bodies
from bot.staff.permissions import Role
from bot.text.languages import LANGUAGES
from bot.text.translator import N_
from handlers.staff.access import ROLE_NAMES
from storage.staff.audit import Deed

DEEDS = {
    "draft.begun": N_("began draft {subject}"),
    "draft.deleted": N_("deleted draft {subject}"),
    "broadcast.queued": N_("sent or scheduled broadcast {subject} ({recipients})"),
    "broadcast.urgent": N_("sent broadcast {subject} as urgent ({recipients}): {reason}"),
    "broadcast.forced": N_("sent broadcast {subject} from the server past its checks ({recipients})"),
    "broadcast.submitted": N_("sent draft {subject} for approval ({recipients})"),
    "broadcast.declined": N_("declined draft {subject}: {reason}"),
    "broadcast.approved": N_("approved broadcast {subject} ({recipients})"),
    "broadcast.paused": N_("paused broadcast {subject}"),
    "broadcast.resumed": N_("resumed broadcast {subject}"),
    "broadcast.canceled": N_("canceled broadcast {subject}"),
    "broadcast.drafted": N_("took broadcast {subject} back to a draft"),
    "broadcast.sent_now": N_("sent broadcast {subject} before or after its time"),
    "broadcast.recalled": N_("recalled broadcast {subject}"),
    "broadcast.table": N_("downloaded the table of broadcast {subject}"),
    "recall.asked": N_("asked a colleague to approve the recall of broadcast {subject}: {reason}"),
    "crisis.again": N_("began a second round of check-in {subject}: broadcast {broadcast}"),
    "crisis.ended": N_("ended check-in {subject}"),
    "crisis.named": N_("named who sees check-in {subject}"),
    "crisis.taken": N_("took care of somebody in check-in {subject}"),
    "crisis.given_back": N_("gave somebody in check-in {subject} back"),
    "crisis.table": N_("downloaded the table of check-in {subject}"),
    "template.kept": N_("kept template {subject}"),
    "template.deleted": N_("deleted template {subject}"),
    "audience.saved": N_("saved the recipients “{subject}”"),
    "audience.deleted": N_("deleted the saved recipients “{subject}”"),
    "report.made": N_("made the report on quarter {subject}"),
    "report.table": N_("took the figures as a table: {subject}"),
    "team.added": N_("added to the team: {subject} ({role})"),
    "team.role": N_("changed the role: {subject} ({role})"),
    "team.invited": N_("invited somebody to the team ({role})"),
    "team.withdrawn": N_("withdrew invitation {subject} to the team"),
    "team.joined": N_("joined the team by invitation {subject} ({role})"),
    "team.proposed": N_("proposed as an owner: {subject}"),
    "team.not_owner": N_("declined as an owner: {subject}"),
    "audit.table": N_("downloaded the log of deeds"),
    "team.removed": N_("removed from the team: {subject}"),
    "entry.begun": N_("began entry {subject}"),
    "entry.discarded": N_("discarded the draft of entry {subject}"),
    "entry.withdrawn": N_("withdrew entry {subject}"),
    "entry.proposed": N_("proposed a text for entry {subject} ({language})"),
    "entry.published": N_("published a text of entry {subject} ({language})"),
    "entry.declined": N_("declined a text for entry {subject} ({language})"),
    "question.closed": N_("closed question {subject}"),
    "question.passed": N_("passed question {subject} on"),
    "team.body": N_("made answer for a body ({body}): {subject}"),
    "team.body_left": N_("answers for a body ({body}) no more: {subject}"),
    "team.categories": N_("changed the categories a body answers: {subject}"),
    "team.hours": N_("changed the office hours of a body: {subject}"),
    "question.reopened": N_("reopened question {subject}"),
    "member.blocked": N_("blocked the member who asked question {subject}"),
    "member.unblocked": N_("unblocked the member who asked question {subject}"),
    "stock.changed": N_("changed the stock answer {subject}"),
    "stock.deleted": N_("deleted the stock answer {subject}"),
    "event.begun": N_("began event {subject}"),
    "event.changed": N_("changed event {subject}"),
    "event.announce": N_("wrote the announcement of event {subject}: broadcast {broadcast}"),
    "event.change": N_("wrote the change of event {subject}: broadcast {broadcast}"),
    "event.cancel": N_("wrote the cancellation of event {subject}: broadcast {broadcast}"),
    "event.message": N_("began a message to the guests of event {subject}: broadcast {broadcast}"),
    "event.published": N_("changed event {subject}, to which nobody was coming"),
    "event.canceled": N_("canceled event {subject}, to which nobody was coming"),
    "event.deleted": N_("deleted event {subject}"),
    "event.guests": N_("took the table of guests of event {subject}"),
    "topic.added": N_("added topic {subject}"),
    "topic.named": N_("renamed topic {subject}"),
    "topic.moved": N_("moved topic {subject} in the list"),
    "topic.countries": N_("changed the countries of topic {subject}"),
    "topic.posters": N_("changed who posts to topic {subject}"),
    "topic.retired": N_("retired topic {subject}"),
    "topic.brought_back": N_("brought topic {subject} back"),
    "offer.proposed": N_("proposed to introduce offers {subject}"),
    "offer.introduction_canceled": N_("took the introduction of offers {subject} back"),
    "offer.table": N_("downloaded the table of offers ({subject})"),
    "survey.begun": N_("began survey {subject}"),
    "survey.changed": N_("changed survey {subject}"),
    "survey.submitted": N_("sent survey {subject} for approval"),
    "survey.declined": N_("sent survey {subject} back"),
    "survey.approved": N_("approved and opened survey {subject}"),
    "survey.opened": N_("opened survey {subject}"),
    "survey.closed": N_("closed survey {subject}"),
    "survey.reopened": N_("opened survey {subject} again"),
    "survey.announced": N_("wrote the announcement of survey {subject}: broadcast {broadcast}"),
    "survey.message": N_("began a message to who chose an answer of survey {subject}: broadcast {broadcast}"),
    "survey.deleted": N_("deleted survey {subject}"),
    "survey.table": N_("took the table of survey {subject}"),
    "survey.texts": N_("read what members typed in survey {subject}"),
    "trial.begun": N_("began the trial ({a_day} messages a day)"),
    "trial.a_day": N_("changed the messages a day of the trial: {subject}"),
    "trial.guest_added": N_("added a guest of the trial"),
    "trial.guest_removed": N_("took a guest of the trial out"),
    "trial.live": N_("ended the trial: broadcasts go to everybody"),
    "members.imported": N_("imported members from a file (records: {subject})"),
    "members.exported": N_("exported the members to a file (members: {subject})"),
    "database.backed_up": N_("made a backup of the database (rows: {subject})"),
    "database.restored": N_("restored the database from a backup (rows: {subject})"),
    "database.copied": N_("copied the database to another one (rows: {subject})"),
    "update.retried": N_("had update {subject} tried again"),
}


def line(context: Context, deed: Deed) -> str:
    local = deed.at.astimezone(context.zone)
    name, words = doer(context, deed), said(context, deed)
    return f"{local:%d.%m.%Y %H:%M} <b>{escape(name, quote=False)}</b>: {escape(words, quote=False)}"


def said(context: Context, deed: Deed) -> str:
    detail = {key: str(value) for key, value in (deed.detail or {}).items()}
    if detail.get("role") in set(Role):
        detail["role"] = context.label(ROLE_NAMES[Role(detail["role"])])
    if detail.get("language") in LANGUAGES:
        detail["language"] = context.translator.language_name(detail["language"])
    if "body" in detail:
        detail["body"] = _body(context, detail["body"])
    places = {"subject": _subject(context, deed), "recipients": "?", "reason": "", "role": "", "language": ""}
    places |= detail
    known = DEEDS.get(deed.action)
    return context.label(known, **places) if known else f"{deed.action} {deed.subject}"


def _subject(context: Context, deed: Deed) -> str:
    """Topics and bodies by their names; what is there no more stays as it was written down."""
    if deed.action in ("team.hours", "team.categories"):
        return _body(context, deed.subject)
    if deed.action.startswith("topic.") and deed.subject in context.services.topics:
        return context.translator.letters(context.services.topics[deed.subject].name[context.language])
    return deed.subject


def _body(context: Context, body: str) -> str:
    return bodies.name(context.services, context.translator, body) or body


def doer(context: Context, deed: Deed) -> str:
    """By the name they had then; nobody's number is that of the command line."""
    named = str((deed.detail or {}).get("name") or "")
    return named or (str(deed.user_id) if deed.user_id else context.label("server administrator"))

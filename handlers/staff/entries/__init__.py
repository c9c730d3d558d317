"""Entries as staff read and change them: one proposes a text, another publishes it, every process reads it.

Buttons are `en…:<entry>:<language>` for an entry, `ep…:<edit>` for a proposal, `ne…:<draft>` for a new entry.
"""

from bot.staff.permissions import Action
from bot.text.translator import N_
from handlers.conversation import Conversation
from handlers.staff.access import staff_button, staff_command, staff_typed
from handlers.staff.entries import drafts, proposals, reading

CONVERSATIONS = (
    Conversation(
        "entry",
        entry_points=[
            staff_command("entries", Action.WRITE_ENTRIES, reading.entries),
            staff_button("ens", Action.WRITE_ENTRIES, reading.entries),
            staff_button("ened", Action.WRITE_ENTRIES, proposals.ask),
        ],
        states={
            reading.SEARCH: [staff_typed(Action.WRITE_ENTRIES, proposals.search_or_file)],
            proposals.PART: [staff_typed(Action.WRITE_ENTRIES, proposals.typed)],
        },
        fallbacks=[
            staff_button("en", Action.WRITE_ENTRIES, reading.entry),
            staff_button("enhi", Action.WRITE_ENTRIES, reading.history),
            staff_button("entm", Action.WRITE_ENTRIES, reading.file),
            staff_button("enre", Action.WRITE_ENTRIES, proposals.again),
            staff_button("enor", Action.WRITE_ENTRIES, proposals.original),
            staff_button("ep", Action.WRITE_ENTRIES, proposals.proposal),
            staff_button("epok", Action.APPROVE_ENTRIES, proposals.publish),
            staff_button("epno", Action.APPROVE_ENTRIES, proposals.decline),
        ],
        canceled=N_("You left the entries. To go on: /entries"),
    ),
    Conversation(
        "new_entry",
        entry_points=[
            staff_button("nep", Action.WRITE_ENTRIES, drafts.ask_part),
            staff_button("nem", Action.WRITE_ENTRIES, drafts.ask_field),
        ],
        states={
            drafts.PART: [staff_typed(Action.WRITE_ENTRIES, drafts.part)],
            drafts.FIELD: [staff_typed(Action.WRITE_ENTRIES, drafts.field)],
        },
        fallbacks=[
            staff_button("nenew", Action.WRITE_ENTRIES, drafts.begin),
            staff_button("ne", Action.WRITE_ENTRIES, drafts.view),
            staff_button("nec", Action.WRITE_ENTRIES, drafts.category),
            staff_button("neo", Action.WRITE_ENTRIES, drafts.owner),
            staff_button("nef", Action.WRITE_ENTRIES, drafts.file),
            staff_button("nes", Action.WRITE_ENTRIES, drafts.propose),
            staff_button("nex", Action.WRITE_ENTRIES, drafts.discard),
            staff_button("neok", Action.APPROVE_ENTRIES, drafts.publish),
            staff_button("neno", Action.APPROVE_ENTRIES, drafts.decline),
            staff_button("newd", Action.APPROVE_ENTRIES, drafts.withdraw),
        ],
        canceled=N_("Stopped. The draft stays as it was: /entries"),
    ),
)

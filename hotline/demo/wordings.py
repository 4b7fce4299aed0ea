"""The demo city keeps some reply templates: one of the hotline for all, two of the shown unit."""

import msgspec

from hotline.demo import people, place
from hotline.demo.founding import done
from hotline.handling.wordings import actions
from hotline.rules.file_words import FileGroup
from hotline.rules.replies.template import WriteTemplate


def keep(staff: people.Staff) -> None:
    """Written by whoever may: the editor for all units, the liaison for their own."""
    for one in place.data("templates.toml")["templates"]:
        by = staff.named(one["by"])
        command = WriteTemplate(
            unit="" if one["by"] == "editor" else by.actor.unit,
            topic=one["topic"],
            title=one["title"],
            text=one["text"].strip(),
            asks=msgspec.convert(one["asks"], tuple[FileGroup, ...]),
        )
        done(actions.write(by, command))

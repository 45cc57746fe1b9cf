"""The sample newsroom: invented stories, people, comments and programmes, as data. See README.md."""

from __future__ import annotations

from .comments import SampleComment, comments
from .data import REFERENCE_NOW, WIB
from .illustrations import SampleIllustration, illustrations
from .people import SampleMerchant, SampleReader, SampleStaff, merchants, readers, staff
from .programmes import SampleProgramme, programmes
from .stories import SampleBlock, SampleCredit, SampleOrigin, SampleStory, read_stories
from .titles import ProfileNotice, SampleTitle, profile_notice, titles

__all__ = [
    "REFERENCE_NOW",
    "WIB",
    "ProfileNotice",
    "SampleBlock",
    "SampleComment",
    "SampleCredit",
    "SampleIllustration",
    "SampleMerchant",
    "SampleOrigin",
    "SampleProgramme",
    "SampleReader",
    "SampleStaff",
    "SampleStory",
    "SampleTitle",
    "comments",
    "illustrations",
    "merchants",
    "profile_notice",
    "programmes",
    "read_stories",
    "readers",
    "staff",
    "titles",
]

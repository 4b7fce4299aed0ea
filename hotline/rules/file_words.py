"""Words for files of a case, closed as those of `words.py` are: what a file is, whose it is.

Source: product.md §4 Handling. Values are stored in events: never renamed, only added to.
"""

from hotline.rules.words import Term


class FileKind(Term):
    """What a file of a case is, told by its content."""

    PHOTO = "photo", "照片"
    PDF = "pdf", "PDF 文件"
    AUDIO = "audio", "录音"


class FileGroup(Term):
    """Whose material a file is: the citizen's, or the unit's evidence in three groups."""

    REQUEST = "request", "诉求材料"
    IDENTITY = "identity", "身份核实"
    CONTACT = "contact", "联系记录"
    HANDLING = "handling", "办理情况"

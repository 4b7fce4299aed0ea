"""答复模板: forms of words for answers, of each unit and of the hotline."""

"""Search over cases (查找工单): what may be asked, how it is found, and what people keep of it."""

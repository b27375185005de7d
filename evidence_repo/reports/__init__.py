"""The kit for office files: lists as workbooks, papers in the layout of Nghị định 30/2020/NĐ-CP."""

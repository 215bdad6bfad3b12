"""Reports: each is a sheet, and every form of it shows the cells of that sheet."""

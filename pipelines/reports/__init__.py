"""The workbooks that people read: one module each, on the small kit, from ``pub`` and ``ops`` alone.

The only room that imports xlsxwriter. What may be shown was decided between ``mart`` and ``pub``; nothing is hidden here.
"""

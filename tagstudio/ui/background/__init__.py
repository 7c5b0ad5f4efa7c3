"""The task threads of the window, and the workspace that the screens share."""

"""Slots: places on the firm's sites whose content is chosen by who reads, with what stands there as the default."""
